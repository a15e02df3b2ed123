import { useCell } from "../use-cell.ts";
import { initials } from "./initials.ts";
import type { PageRoom } from "./page-room.ts";

const SHOWN = 5;

/** Who is here, oneself last. Two tabs of one person are one face. */
export function Avatars({ people: here }: Pick<PageRoom, "people">) {
  const people = useCell(here);
  const shown = people.length > SHOWN ? people.slice(0, SHOWN - 1) : people;
  const more = people.slice(shown.length);
  return (
    <ul className="avatars" aria-label={`People here: ${people.length}`}>
      {shown.map(({ user, state, self }) => (
        <li
          key={user.id}
          className={`avatar ${state}`}
          style={{ "--person": user.color }}
          title={`${user.name}${self ? " (you)" : state === "active" ? "" : `, ${state}`}`}
        >
          {initials(user.name)}
        </li>
      ))}
      {more.length > 0 && (
        <li className="avatar more" title={more.map(({ user }) => user.name).join(", ")}>
          +{more.length}
        </li>
      )}
    </ul>
  );
}

import type { Participant } from "@alongside/client";
import { useCell } from "../lib/use-cell.ts";
import { initials } from "./initials.ts";
import type { SharedRoom } from "./shared-room.ts";

/** How many faces there is room for, on a phone and else. */
const SHOWN = { narrow: 3, wide: 5 } as const;

/** What is said of somebody beside their name. */
const STATES = { active: "", idle: ", idle", away: ", away", quiet: ", not heard of" } as const;

/** Who is here, oneself last. Two tabs of one person are one face. */
export function Avatars({ people: here }: Pick<SharedRoom, "people">) {
  const people = useCell(here);
  const wide = fitting(people.length, SHOWN.wide);
  const narrow = fitting(people.length, SHOWN.narrow);
  return (
    <ul className="avatars" aria-label={`People here: ${people.length}`}>
      {people.length === 0 && <li className="avatar coming" aria-hidden="true" />}
      {people.slice(0, wide).map(({ user, state, self }, i) => (
        <li
          key={user.id}
          className={`avatar ${state} ${i < narrow ? "" : "on-wide"}`}
          style={{ "--person": user.color }}
          title={`${user.name}${self ? " (you)" : STATES[state]}`}
        >
          {initials(user.name)}
        </li>
      ))}
      <More people={people.slice(narrow)} className="on-narrow" />
      <More people={people.slice(wide)} className="on-wide" />
    </ul>
  );
}

interface MoreProps {
  readonly people: readonly Participant[];
  readonly className: string;
}

function More({ people, className }: MoreProps) {
  if (people.length === 0) return null;
  const names = people.map(({ user }) => user.name).join(", ");
  return (
    <li className={`avatar more ${className}`} title={names}>
      +{people.length}
    </li>
  );
}

/** How many of so many are shown in this much room, where one place may be needed to say how many more there are. */
function fitting(count: number, room: number): number {
  return count > room ? room - 1 : count;
}

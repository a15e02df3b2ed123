import { UserAvatar } from "@alongside/react/ui";
import { FACES } from "../faces.ts";

export function Faces() {
  return (
    <ul className="some-faces">
      {FACES.map(({ note, ...person }) => (
        <li key={note}>
          <UserAvatar {...person} />
          {note}
        </li>
      ))}
    </ul>
  );
}

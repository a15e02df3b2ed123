import { ConnectionStatus } from "@alongside/react/ui";
import { useRoom } from "../room.ts";
import { STATUSES } from "../statuses.ts";

export function Status() {
  const { status, rights, rejected } = useRoom();
  return (
    <ul className="statuses">
      <li>
        <ConnectionStatus status={status} rights={rights} rejected={rejected} /> of this page
      </li>
      {STATUSES.map(({ note, ...shown }) => (
        <li key={note}>
          <ConnectionStatus {...shown} /> {note}
        </li>
      ))}
    </ul>
  );
}

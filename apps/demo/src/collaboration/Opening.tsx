import { useCell } from "../lib/use-cell.ts";
import type { SharedRoom } from "./shared-room.ts";

interface OpeningProps extends Pick<SharedRoom, "status"> {
  readonly thing: string;
}

/** What people can do about it, who cannot do much with the server's own words. */
const REASONS: { readonly [code: string]: string } = {
  "auth.forbidden": "You are not let in. Ask whoever gave you the link.",
  "auth.failed": "The server does not know you. Sign in again.",
  "auth.ended": "You were signed out.",
  "room.unknown": "This server has none of these.",
  "room.deleted": "It was deleted. Reload to begin a new one in its place.",
};

/** In the place of what is not here yet, or will not come. */
export function Opening({ status, thing }: OpeningProps) {
  const { name, reason, code } = useCell(status);
  const refused = name === "refused";
  const why = (refused && REASONS[code ?? ""]) || reason;
  return (
    <div className={`notice ${refused ? "final" : "patient"}`}>
      <p>{refused ? `This ${thing} cannot be opened` : `Opening the ${thing}…`}</p>
      {why && <p className="reason">{why}</p>}
      {refused && (
        <button type="button" className="primary" onClick={() => location.reload()}>
          Reload
        </button>
      )}
    </div>
  );
}

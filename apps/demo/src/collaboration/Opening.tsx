import { useCell } from "../lib/use-cell.ts";
import { reasonText } from "./reason-text.ts";
import type { SharedRoom } from "./shared-room.ts";

interface OpeningProps extends Pick<SharedRoom, "status"> {
  readonly thing: string;
}

/** In the place of what is not here yet, or will not come. */
export function Opening({ status, thing }: OpeningProps) {
  const now = useCell(status);
  const refused = now.name === "refused";
  const why = reasonText(now);
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

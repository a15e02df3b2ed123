import { useCell } from "../use-cell.ts";
import type { PageRoom } from "./page-room.ts";

interface OpeningProps extends Pick<PageRoom, "status"> {
  readonly thing: string;
}

/** In the place of what is not here yet, or will not come. */
export function Opening({ status, thing }: OpeningProps) {
  const { name, reason } = useCell(status);
  const refused = name === "refused";
  return (
    <div className={`notice ${refused ? "" : "patient"}`}>
      <p>{refused ? `This ${thing} cannot be opened` : `Opening the ${thing}…`}</p>
      {reason && <p className="reason">{reason}</p>}
      {refused && (
        <button type="button" className="primary" onClick={() => location.reload()}>
          Reload
        </button>
      )}
    </div>
  );
}

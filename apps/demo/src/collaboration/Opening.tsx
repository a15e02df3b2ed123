import { useCell } from "../lib/use-cell.ts";
import { reasonText } from "./reason-text.ts";
import type { SharedRoom } from "./shared-room.ts";

interface OpeningProps extends Pick<SharedRoom, "status"> {
  readonly thing: string;
}

const UNKNOWN = "device.unknown-room";

/** In the place of what is not here yet, or will not come. */
export function Opening({ status, thing }: OpeningProps) {
  const now = useCell(status);
  const refused = now.name === "refused";
  const isOffline = now.name === "offline";
  const never = now.code === UNKNOWN ? `This ${thing} has never been open in this browser. ` : "";
  const why = isOffline
    ? `${never}The ${thing} opens by itself as soon as the server can be reached.`
    : reasonText(now);
  return (
    <div className={`notice ${refused ? "final" : "patient"}`}>
      <p>
        {refused
          ? `This ${thing} cannot be opened`
          : isOffline
            ? "You are offline"
            : `Opening the ${thing}…`}
      </p>
      {why && <p className="reason">{why}</p>}
      {refused && (
        <button type="button" className="primary" onClick={() => location.reload()}>
          Reload
        </button>
      )}
    </div>
  );
}

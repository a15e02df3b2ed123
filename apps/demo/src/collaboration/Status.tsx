import { ConnectionStatus } from "@alongside/react/ui";
import { useCell } from "../lib/use-cell.ts";
import { reasonText } from "./reason-text.ts";
import { SavedPanel } from "./SavedPanel.tsx";
import type { SharedRoom } from "./shared-room.ts";

const PANEL = "saved";

/** Whether one is connected and where it is safe what one did. Opens the list of what waits and of what was refused. */
export function Status({ room }: { readonly room: SharedRoom }) {
  const status = useCell(room.status);
  const refused = useCell(room.rejected).length;
  // Who may not be here has nothing to look at, unless something of theirs is left.
  const isOpenable = status.name !== "refused" || status.pending > 0 || refused > 0;
  const said = (
    <ConnectionStatus
      status={room.status}
      rights={room.rights}
      rejected={room.rejected}
      reason={reasonText}
    />
  );
  return (
    <>
      <div
        className="status"
        data-status={status.name}
        data-pending={status.pending}
        data-saved={status.saved}
      >
        {isOpenable ? (
          <button type="button" popoverTarget={PANEL} aria-haspopup="dialog">
            {said}
          </button>
        ) : (
          said
        )}
      </div>
      {isOpenable && <SavedPanel id={PANEL} room={room} most={status.total ?? 0} />}
    </>
  );
}

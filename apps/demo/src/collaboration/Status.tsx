import { useCell } from "../lib/use-cell.ts";
import { icons } from "../ui/icons.tsx";
import { reasonText } from "./reason-text.ts";
import { SavedPanel } from "./SavedPanel.tsx";
import type { SharedRoom } from "./shared-room.ts";
import { count, statusText, whenText } from "./status-text.ts";

const PANEL = "saved";

/** Whether one is connected and where it is safe what one did. Opens the list of what waits and of what was refused. */
export function Status({ room }: { readonly room: SharedRoom }) {
  const status = useCell(room.status);
  const refused = useCell(room.rejected).length;
  const most = status.total ?? 0;
  const { tone, text, unsaved } = statusText(status, most);
  const asOf = status.name === "live" ? undefined : status.asOf;
  // Who may not be here has nothing to look at, unless something of theirs is left.
  const isOpenable = status.name !== "refused" || status.pending > 0 || refused > 0;
  const said = (
    <>
      {tone === "good" ? icons.check : tone === "bad" ? icons.cloudOff : <i className="spinner" />}
      <span className="what">
        {text}
        {asOf !== undefined && ` · as of ${whenText(asOf)}`}
        {unsaved && ","}
      </span>
      {unsaved && <span className="unsaved">{unsaved}</span>}
      {refused > 0 && (
        <span className="refused">
          {count(refused)} <span>not accepted</span>
        </span>
      )}
    </>
  );
  return (
    <>
      <div
        className={`status ${tone}`}
        role="status"
        data-status={status.name}
        data-pending={status.pending}
        data-saved={status.saved}
        title={reasonText(status) ?? text}
      >
        {isOpenable ? (
          <button type="button" popoverTarget={PANEL} aria-haspopup="dialog">
            {said}
          </button>
        ) : (
          said
        )}
      </div>
      {isOpenable && <SavedPanel id={PANEL} room={room} most={most} />}
    </>
  );
}

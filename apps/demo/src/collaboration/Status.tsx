import { useCell } from "../lib/use-cell.ts";
import { icons } from "../ui/icons.tsx";
import { reasonText } from "./reason-text.ts";
import type { SharedRoom } from "./shared-room.ts";
import { statusText } from "./status-text.ts";

/** Whether one is connected and everything is saved. */
export function Status({ status: now }: Pick<SharedRoom, "status">) {
  const status = useCell(now);
  const { tone, text, unsaved } = statusText(status);
  return (
    <div
      className={`status ${tone}`}
      role="status"
      data-status={status.name}
      data-pending={status.pending}
      data-saved={status.saved}
      title={reasonText(status) ?? text}
    >
      {tone === "good" ? icons.check : tone === "bad" ? icons.cloudOff : <i className="spinner" />}
      <span className="what">
        {text}
        {unsaved && ","}
      </span>
      {unsaved && <span className="unsaved">{unsaved}</span>}
    </div>
  );
}

import { useCell } from "../use-cell.ts";
import { icons } from "./icons.tsx";
import type { PageRoom } from "./page-room.ts";

const SHOWN = 3;

/** Changes the server refused. The page has gone back already; here are the reason and another try. */
export function Toasts({ rejected: refused }: Pick<PageRoom, "rejected">) {
  const rejected = useCell(refused);
  return (
    <div className="toasts" role="alert">
      {rejected.slice(-SHOWN).map((change) => (
        <div key={keyOf(change)} className="toast panel" data-code={change.code}>
          {icons.warning}
          <div>
            <strong>Change not accepted</strong>
            <p>{change.message}</p>
          </div>
          <div className="toast-actions">
            <button type="button" onClick={() => change.retry()}>
              Retry
            </button>
            <button type="button" onClick={() => change.discard()}>
              Dismiss
            </button>
          </div>
        </div>
      ))}
    </div>
  );
}

const keys = new WeakMap<object, number>();
let lastKey = 0;

/** React tells toasts apart by this: a refused change is an object, and has no name. */
function keyOf(change: object): number {
  const key = keys.get(change) ?? ++lastKey;
  keys.set(change, key);
  return key;
}

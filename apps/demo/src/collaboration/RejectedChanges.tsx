import { useCallback, useEffect, useMemo, useState } from "react";
import { useCell } from "../lib/use-cell.ts";
import { icons } from "../ui/icons.tsx";
import { refusalText } from "./reason-text.ts";
import type { SharedRoom, RefusedChange } from "./shared-room.ts";

/**
 * Changes the server refused, as they are. The page has gone back already; here are the reason and another try. Those that say the same
 * are one. A message that goes by itself leaves its changes in the list behind the status.
 */
export function RejectedChanges({ rejected: refused }: Pick<SharedRoom, "rejected">) {
  const rejected = useCell(refused);
  const [seen, setSeen] = useState(NOTHING);
  const unseen = useMemo(() => rejected.filter(({ id }) => !seen.has(id)), [rejected, seen]);
  const groups = useMemo(() => alike(unseen), [unseen]);
  const hide = useCallback(
    (changes: readonly RefusedChange[]) =>
      setSeen((before) => new Set([...before, ...changes.map(({ id }) => id)])),
    [],
  );
  useEscape(unseen, hide);
  return (
    <div className="toasts" role="alert">
      {groups.slice(-SHOWN).map(([key, changes]) => (
        <Toast key={key} changes={changes} hide={hide} />
      ))}
    </div>
  );
}

const NOTHING: ReadonlySet<string> = new Set();

/** As many different ones are on the screen; earlier ones follow as these go. */
const SHOWN = 3;

/** How long one stays, in ms, while nobody points at it. */
const SHOWN_MS = 12_000;

type Alike = readonly [RefusedChange, ...RefusedChange[]];

type Hide = (changes: readonly RefusedChange[]) => void;

interface ToastProps {
  readonly changes: Alike;
  readonly hide: Hide;
}

function Toast({ changes, hide }: ToastProps) {
  const [{ code }] = changes;
  const [held, setHeld] = useState(false);
  const [still, setStill] = useState(false);
  useTimeout(held, changes, hide);
  return (
    <div
      className="toast panel"
      data-code={code}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      {icons.warning}
      <div>
        <strong>
          {changes.length === 1 ? "Change" : `${changes.length.toLocaleString("en")} changes`}{" "}
          {still ? "still not" : "not"} accepted
        </strong>
        <p>{refusalText(changes[0])}</p>
      </div>
      <div className="toast-actions">
        <button
          type="button"
          onClick={() => setStill(!changes.map((one) => attempt(() => one.retry())).every(Boolean))}
        >
          Retry
        </button>
        <button type="button" onClick={() => discard(changes)}>
          Discard
        </button>
      </div>
    </div>
  );
}

/** Changes by what their refusal says, in the order of the first of each. */
function alike(rejected: readonly RefusedChange[]): readonly (readonly [string, Alike])[] {
  const groups = new Map<string, [RefusedChange, ...RefusedChange[]]>();
  for (const change of rejected) {
    const key = `${change.code} ${change.message}`;
    const group = groups.get(key);
    if (group) group.push(change);
    else groups.set(key, [change]);
  }
  return [...groups];
}

/** Sends a change again. Returns false where it is refused at once: then it stays, and can be tried later. */
export function attempt(send: () => unknown): boolean {
  try {
    send();
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error) return false;
    throw error;
  }
}

function discard(changes: readonly RefusedChange[]): void {
  for (const change of changes) change.discard();
}

/** Hides the message after a while in which the page was seen. */
function useTimeout(held: boolean, changes: readonly RefusedChange[], hide: Hide): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    function start(): void {
      clearTimeout(timer);
      if (!held && !document.hidden) timer = setTimeout(() => hide(changes), SHOWN_MS);
    }
    start();
    document.addEventListener("visibilitychange", start);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", start);
    };
  }, [held, changes, hide]);
}

/** Escape is for what lies on top: while there are messages, it takes them away and nothing else. */
function useEscape(shown: readonly RefusedChange[], hide: Hide): void {
  useEffect(() => {
    if (shown.length === 0) return undefined;
    function onKeyDown(event: KeyboardEvent): void {
      if (event.key !== "Escape" || event.isComposing) return;
      event.preventDefault();
      event.stopPropagation();
      hide(shown);
    }
    window.addEventListener("keydown", onKeyDown, true);
    return () => window.removeEventListener("keydown", onKeyDown, true);
  }, [shown, hide]);
}

import { useSyncExternalStore } from "react";

const PREFIX = "alongside.read.";

/** Told in this tab too: a browser tells the others alone. */
const changed = new EventTarget();

/** The last entry of a chat that was read in this browser; undefined for who was never there. */
export function readMark(room: string): number | undefined {
  const kept = localStorage.getItem(PREFIX + room);
  const mark = Number(kept);
  return kept !== null && Number.isSafeInteger(mark) ? mark : undefined;
}

/** Moves a mark on, never back. */
export function setReadMark(room: string, seq: number): void {
  if (seq <= (readMark(room) ?? -1)) return;
  localStorage.setItem(PREFIX + room, String(seq));
  changed.dispatchEvent(new Event("mark"));
}

/** What `look` returns, which reads marks, as they become: something that compares by `===`. */
export function useReadMarks<T>(look: () => T): T {
  return useSyncExternalStore(subscribe, look);
}

function subscribe(callback: () => void): () => void {
  window.addEventListener("storage", callback);
  changed.addEventListener("mark", callback);
  return () => {
    window.removeEventListener("storage", callback);
    changed.removeEventListener("mark", callback);
  };
}

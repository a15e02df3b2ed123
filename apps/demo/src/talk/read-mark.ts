import { useCallback, useState } from "react";

/** What was read of a chat in this browser: the last entry. Undefined for who was never here. */
export function useReadMark(
  room: string,
): readonly [readUpTo: number | undefined, onRead: (seq: number) => void] {
  const key = `alongside.read.${room}`;
  const [mark, setMark] = useState(() => markIn(key));
  const onRead = useCallback(
    (seq: number) => {
      const next = Math.max(seq, markIn(key) ?? 0);
      localStorage.setItem(key, String(next));
      setMark(next);
    },
    [key],
  );
  return [mark, onRead];
}

function markIn(key: string): number | undefined {
  const kept = localStorage.getItem(key);
  const mark = Number(kept);
  return kept !== null && Number.isSafeInteger(mark) ? mark : undefined;
}

import { useCallback } from "react";
import { readMark, setReadMark, useReadMarks } from "./read-marks.ts";

/** What was read of a room's chat in this browser: the last entry, as it was when the chat was opened. Undefined for who was never here. */
export function useReadMark(
  room: string,
): readonly [readUpTo: number | undefined, onRead: (seq: number) => void] {
  const mark = useReadMarks(useCallback(() => readMark(room), [room]));
  return [mark, useCallback((seq: number) => setReadMark(room, seq), [room])];
}

import { useCallback } from "react";
import { useHome } from "./hooks.ts";
import { readMark, useReadMarks } from "../talk/read-marks.ts";
import { useCell } from "../lib/use-cell.ts";
import type { ListedRoom } from "./listed-rooms.ts";

/** How many posts of others in a room's chat this browser has not shown. */
export function useUnreadIn({ key, said }: Pick<ListedRoom, "key" | "said">): number {
  const me = useCell(useHome().self)?.id;
  return useReadMarks(
    useCallback(() => {
      const mark = readMark(key) ?? 0;
      return said.filter(([seq, by]) => seq > mark && by !== me).length;
    }, [key, said, me]),
  );
}

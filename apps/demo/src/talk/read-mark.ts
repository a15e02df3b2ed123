import type { Room } from "@alongside/client";
import { openInbox } from "@alongside/client/inbox";
import { useCallback } from "react";
import type { CodeFile } from "../code/definition.ts";
import { client } from "../collaboration/client.ts";
import { readMark, setReadMark, useReadMarks } from "./read-marks.ts";
import type { TalkRoom } from "./talk-room.ts";

/**
 * What was read of a room's chat in this browser: the last entry. Undefined for who was never here. What is read is read in the inbox too, on every
 * page of this guest. `name` is the room's as the home names it: `board:roadmap`.
 */
export function useReadMark(
  room: TalkRoom,
  name: string,
): readonly [readUpTo: number | undefined, onRead: (seq: number) => void] {
  const mark = useReadMarks(useCallback(() => readMark(name), [name]));
  const onRead = useCallback(
    (seq: number) => {
      setReadMark(name, seq);
      openInbox(client).look(room as Room<typeof CodeFile>, { feed: "chat", seq });
    },
    [room, name],
  );
  return [mark, onRead];
}

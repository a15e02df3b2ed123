import type { Room } from "@alongside/client";
import { feedOf } from "@alongside/client/feeds";
import { useUnread } from "@alongside/react/feeds";
import { useCallback, useEffect } from "react";
import type { CodeFile } from "../code/definition.ts";
import { readMark, useReadMarks } from "./read-marks.ts";
import type { TalkRoom } from "./talk-room.ts";

interface UnreadProps {
  readonly room: TalkRoom;
  /** As the home names it: `board:roadmap`. */
  readonly name: string;
  readonly onCount: (count: number) => void;
}

/** Counts how much of the chat beside a page this browser has not shown. */
export default function Unread({ room, name, onCount }: UnreadProps) {
  const mark = useReadMarks(useCallback(() => readMark(name), [name]));
  const count = useUnread(feedOf(room as Room<typeof CodeFile>, "chat"), mark ?? 0) ?? 0;
  useEffect(() => onCount(count), [onCount, count]);
  return count === 0 ? null : <span className="talk-unread">{count > 99 ? "99+" : count}</span>;
}

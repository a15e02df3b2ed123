import { useEffect } from "react";
import { Cell } from "../lib/cell.ts";
import { useCell } from "../lib/use-cell.ts";

/** Where somebody wants to read what was said: in a room, `board:roadmap`, and there in a feed, and in a thread of it. */
interface TalkPlace {
  readonly room: string;
  readonly feed: string;
  readonly thread?: string | undefined;
}

/** What is to be opened, until the page of the room has done so. */
export const talkWanted = new Cell<TalkPlace | undefined>(undefined);

/** Opens what is wanted of this page's talk, once it can be. */
export function useTalkWanted(
  room: string,
  isHere: boolean,
  open: (place: TalkPlace) => void,
): void {
  const place = useCell(talkWanted);
  useEffect(() => {
    if (!isHere || place?.room !== room) return;
    talkWanted.set(undefined);
    open(place);
  }, [place, room, isHere, open]);
}

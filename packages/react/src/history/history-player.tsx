import { historyPlayer, type HistoryPlayerOptions } from "@alongside/ui";
import { usePart } from "../ui/use-part.ts";

/** Plays a room's past: see `historyPlayer` of `@alongside/ui`. The app shows the room, by `stateAt` of `useHistory`. */
export function HistoryPlayer(props: HistoryPlayerOptions) {
  return <div ref={usePart(historyPlayer, props)} style={{ display: "contents" }} />;
}

import type { Room } from "@alongside/client";
import { feedOf, threadRanges } from "@alongside/client/feeds";
import type Quill from "quill/core.js";
import { useEffect, useMemo } from "react";
import { createPortal } from "react-dom";
import type { TextTalk } from "../talk/talk-shown.ts";
import { icons } from "../ui/icons.tsx";
import { showMarks } from "./comment-marks.ts";
import type { RichDocument } from "./definition.ts";
import { useSelected } from "./use-selected.ts";

interface DocumentMarksProps extends Pick<TextTalk, "comment" | "showThread"> {
  readonly room: Room<typeof RichDocument>;
  readonly quill: Quill;
}

/** Marks what is commented on, which a click opens, and offers to comment beside what is selected. */
export default function DocumentMarks({ room, quill, comment, showThread }: DocumentMarksProps) {
  const ranges = useMemo(() => threadRanges(feedOf(room, "comments"), { field: "body" }), [room]);
  useEffect(() => showMarks(quill, ranges, showThread), [quill, ranges, showThread]);
  const selected = useSelected(quill);
  if (selected === undefined) return null;
  return createPortal(
    <button
      type="button"
      className="comment-here panel"
      aria-label="Comment"
      title="Comment on this"
      style={{ top: selected.top }}
      // The selection stays as it is.
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => comment(selected)}
    >
      {icons.talk}
    </button>,
    quill.container,
  );
}

import type { Room } from "@alongside/client";
import { feedOf, threadRanges } from "@alongside/client/feeds";
import { codemirrorRanges } from "@alongside/editors/codemirror";
import { useEffect } from "react";
import type { CodeEditor } from "./code-editor.ts";
import type { CodeFile } from "./definition.ts";

interface CodeMarksProps {
  readonly room: Room<typeof CodeFile>;
  readonly editor: CodeEditor;
  readonly onOpen: (thread: string) => void;
}

/** Marks what is commented on; a click there opens the thread. */
export default function CodeMarks({ room, editor, onOpen }: CodeMarksProps) {
  useEffect(() => {
    const ranges = threadRanges(feedOf(room, "comments"), { field: "source" });
    editor.mark(codemirrorRanges(ranges, { onOpen }));
    return () => editor.mark([]);
  }, [room, editor, onOpen]);
  return null;
}

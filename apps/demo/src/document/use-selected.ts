import type Quill from "quill/core.js";
import { useEffect, useState } from "react";
import type { Stretch } from "../talk/talk-shown.ts";

/** What is selected, and how far down the paper it ends, in pixels; undefined while nothing is. */
export function useSelected(quill: Quill): (Stretch & { readonly top: number }) | undefined {
  const [selected, setSelected] = useState<Stretch & { readonly top: number }>();
  useEffect(() => {
    function look(): void {
      const range = quill.getSelection();
      // Nothing but ends of lines is nothing to comment on.
      const words = range ? quill.getText(range.index, range.length) : "";
      if (!range || words.trim() === "") return setSelected(undefined);
      const { index: from, length } = range;
      const top = quill.getBounds(from + length)?.top ?? 0;
      setSelected({ from, to: from + length, words: words.slice(0, 300), top });
    }
    quill.on("editor-change", look);
    return () => void quill.off("editor-change", look);
  }, [quill]);
  return selected;
}

import type Quill from "quill/core.js";
import { useEffect, useState } from "react";

/** The formats at the caret, or all over the selection. */
export type Formats = { readonly [format: string]: unknown };

const NONE: Formats = {};

export function useFormats(quill: Quill): Formats {
  const [formats, setFormats] = useState<Formats>(NONE);
  useEffect(() => {
    function refresh(): void {
      const range = quill.getSelection();
      // While the focus is in the toolbar, what was there last still holds.
      if (!range) return;
      const now = quill.getFormat(range);
      setFormats((before) => (JSON.stringify(before) === JSON.stringify(now) ? before : now));
    }
    quill.on("editor-change", refresh);
    return () => void quill.off("editor-change", refresh);
  }, [quill]);
  return formats;
}

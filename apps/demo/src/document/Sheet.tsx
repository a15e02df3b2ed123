import type { SharedText } from "@alongside/client";
import { bindQuill } from "@alongside/editors/quill";
import type Quill from "quill/core.js";
import { useEffect, useRef } from "react";
import { RichDocument } from "./definition.ts";
import { openQuill } from "./quill.ts";

interface SheetProps {
  readonly shared: SharedText;
  /** Is told of the editor, and of its end. */
  readonly onOpen: (quill: Quill | undefined) => void;
}

/** The paper that everyone writes on. */
export function Sheet({ shared, onOpen }: SheetProps) {
  const paper = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const place = paper.current;
    if (!place) return undefined;
    const quill = openQuill(place);
    const binding = bindQuill(quill, shared, { formats: RichDocument.storage.body.attributes });
    onOpen(quill);
    return () => {
      onOpen(undefined);
      binding.detach();
      place.replaceChildren();
    };
  }, [shared, onOpen]);

  return (
    <div className="document-scroll">
      <div ref={paper} className="sheet" />
    </div>
  );
}

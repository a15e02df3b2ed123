import type { SharedText } from "@alongside/client";
import { bindQuill } from "@alongside/editors/quill";
import type Quill from "quill/core.js";
import { useEffect, useRef } from "react";
import { RichDocument } from "./definition.ts";
import type { Said } from "../ui/Said.tsx";
import { keepInView } from "./keep-in-view.ts";
import { dropOf, openQuill } from "./quill.ts";

interface SheetProps {
  readonly shared: SharedText;
  /** Is told of the editor, and of its end. */
  readonly onOpen: (quill: Quill | undefined) => void;
  /** Hears why a file was not put into the document. */
  readonly onRefused: (said: Said) => void;
}

/** The paper that everyone writes on. */
export function Sheet({ shared, onOpen, onRefused }: SheetProps) {
  const paper = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const place = paper.current;
    if (!place) return undefined;
    const quill = openQuill(place);
    const binding = bindQuill(quill, shared, {
      formats: RichDocument.storage.body.attributes,
    });
    dropOf(quill).onRefused = (message) => onRefused({ message });
    const stop = place.parentElement ? keepInView(quill, place.parentElement) : undefined;
    onOpen(quill);
    return () => {
      onOpen(undefined);
      stop?.();
      binding.detach();
      place.replaceChildren();
    };
  }, [shared, onOpen, onRefused]);

  return (
    <div className="document-scroll">
      <div ref={paper} className="sheet" />
    </div>
  );
}

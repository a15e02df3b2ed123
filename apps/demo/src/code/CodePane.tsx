import type { SharedText } from "@alongside/client";
import { useEffect, useRef, useState } from "react";
import { refusal } from "../ui/refusal.ts";
import type { Said } from "../ui/Said.tsx";
import { openCodeEditor } from "./code-editor.ts";
import type { CaretPlace, CodeEditor } from "./code-editor.ts";
import type { Language } from "./language.ts";

interface CodePaneProps {
  readonly shared: SharedText;
  readonly language: Language;
  readonly onMove: (place: CaretPlace) => void;
  /** Hears why something was not put into the file. */
  readonly onRefused: (said: Said) => void;
}

/** The editor on the page. */
export function CodePane({ shared, language, onMove, onRefused }: CodePaneProps) {
  const pane = useRef<HTMLDivElement>(null);
  const [editor, setEditor] = useState<CodeEditor | undefined>(undefined);

  useEffect(() => {
    if (!pane.current) return undefined;
    const opened = openCodeEditor(pane.current, shared, onMove, (error) =>
      onRefused(refusal(error)),
    );
    setEditor(opened);
    return () => opened.view.destroy();
  }, [shared, onMove, onRefused]);

  useEffect(() => editor?.speak(language), [editor, language]);

  return <div ref={pane} className="code-pane" />;
}

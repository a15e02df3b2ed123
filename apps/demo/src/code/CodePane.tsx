import type { SharedText } from "@alongside/client";
import { useEffect, useRef, useState } from "react";
import { openCodeEditor } from "./code-editor.ts";
import type { CaretPlace, CodeEditor } from "./code-editor.ts";
import type { Language } from "./language.ts";

interface CodePaneProps {
  readonly shared: SharedText;
  readonly language: Language;
  readonly onMove: (place: CaretPlace) => void;
}

/** The editor on the page. */
export function CodePane({ shared, language, onMove }: CodePaneProps) {
  const pane = useRef<HTMLDivElement>(null);
  const [editor, setEditor] = useState<CodeEditor | undefined>(undefined);

  useEffect(() => {
    if (!pane.current) return undefined;
    const opened = openCodeEditor(pane.current, shared, onMove);
    setEditor(opened);
    return () => opened.view.destroy();
  }, [shared, onMove]);

  useEffect(() => editor?.speak(language), [editor, language]);

  return <div ref={pane} className="code-pane" />;
}

import type { SharedText } from "@alongside/client";
import { useCallback, useEffect, useRef, useState } from "react";
import { useCell } from "../lib/use-cell.ts";
import { useVisits } from "../place/visiting.ts";
import { openCodeEditor } from "./code-editor.ts";
import type { CaretPlace, CodeEditor } from "./code-editor.ts";
import type { Language } from "./language.ts";

interface CodePaneProps {
  readonly shared: SharedText;
  readonly language: Language;
  readonly onMove: (place: CaretPlace) => void;
  /** Is told of the editor, and of its end. */
  readonly onOpen: (editor: CodeEditor | undefined) => void;
}

/** The editor on the page. */
export function CodePane({ shared, language, onMove, onOpen }: CodePaneProps) {
  const pane = useRef<HTMLDivElement>(null);
  const [editor, setEditor] = useState<CodeEditor | undefined>(undefined);

  useEffect(() => {
    if (!pane.current) return undefined;
    const opened = openCodeEditor(pane.current, shared, onMove);
    setEditor(opened);
    onOpen(opened);
    return () => {
      onOpen(undefined);
      opened.view.destroy();
    };
  }, [shared, onMove, onOpen]);

  useEffect(() => editor?.speak(language), [editor, language]);

  const carets = useCell(shared.carets);
  const goTo = useCallback(
    (user: string) => {
      const caret = carets.find((one) => one.user.id === user);
      if (!caret || !editor) return false;
      editor.reveal(caret.head);
      return true;
    },
    [carets, editor],
  );
  useVisits(goTo);

  return <div ref={pane} className="code-pane" />;
}

import type { CaretPlace } from "./code-editor.ts";
import type { Language } from "./language.ts";

interface CodeFooterProps {
  readonly language: Language;
  readonly place: CaretPlace | undefined;
}

/** Below the code: where the caret is, how long the file is, and its language. */
export function CodeFooter({ language, place }: CodeFooterProps) {
  return (
    <footer className="code-footer">
      {place && (
        <>
          <span>
            Line {place.line}, column {place.column}
            {place.selected > 0 && ` (${place.selected} selected)`}
          </span>
          <span className="lines">
            {place.lines} {place.lines === 1 ? "line" : "lines"}
          </span>
        </>
      )}
      <span className="language">{language.name}</span>
    </footer>
  );
}

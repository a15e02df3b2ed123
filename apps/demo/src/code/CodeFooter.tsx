import { icons } from "../ui/icons.tsx";
import type { CaretPlace } from "./code-editor.ts";
import type { Language } from "./language.ts";

interface CodeFooterProps {
  readonly language: Language;
  readonly place: CaretPlace | undefined;
  /** Begins a thread on what is selected. */
  readonly onComment: () => void;
}

/** Below the code: where the caret is, how long the file is, and its language. */
export function CodeFooter({ language, place, onComment }: CodeFooterProps) {
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
      {place && place.to > place.from && (
        <button
          type="button"
          className="comment-selected"
          // The selection stays as it is.
          onMouseDown={(event) => event.preventDefault()}
          onClick={onComment}
        >
          {icons.talk}
          Comment
        </button>
      )}
      <span className="language">{language.name}</span>
    </footer>
  );
}

import type { RemoteCaret, SharedText } from "@alongside/client";
import { Fragment } from "react";
import { useCell } from "../use-cell.ts";

interface TextCaretsProps {
  readonly text: string;
  readonly carets: SharedText["carets"];
}

/** The others' carets in a text area: the same text once more, unseen, with a mark at each caret. */
export function TextCarets({ text, carets }: TextCaretsProps) {
  const placed = useCell(carets).toSorted((a, b) => a.head - b.head);
  return (
    <div className="text-carets" aria-hidden="true">
      {placed.map((caret, i) => (
        <Fragment key={caret.client}>
          {text.slice(placed[i - 1]?.head ?? 0, caret.head)}
          <Mark caret={caret} />
        </Fragment>
      ))}
      {/* A line break at the very end would take no height by itself. */}
      {`${text.slice(placed.at(-1)?.head ?? 0)}\u200B`}
    </div>
  );
}

function Mark({ caret: { user } }: { readonly caret: RemoteCaret }) {
  return (
    <span className="text-caret" style={{ "--person": user.color }} data-caret={user.name}>
      <span className="name-tag">{user.name}</span>
    </span>
  );
}

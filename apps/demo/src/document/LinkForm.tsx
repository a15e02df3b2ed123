import type Quill from "quill/core.js";
import { useEffect, useRef, useState } from "react";
import { formatIcons } from "./format-icons.tsx";
import { linkAt, setLink } from "./link-range.ts";
import { linkTo } from "./link.ts";

interface LinkFormProps {
  readonly quill: Quill;
  readonly onDone: () => void;
}

/** Asks where the selected text, or the link at the caret, should lead. */
export function LinkForm({ quill, onDone }: LinkFormProps) {
  const [{ range, href }] = useState(() => linkAt(quill));
  const [typed, setTyped] = useState(href ?? "");
  const [isWrong, setWrong] = useState(false);
  const target = useRef(range);

  useEffect(() => {
    // Others go on writing: the range stays on its letters.
    const follow = (delta: { transformPosition(index: number): number }): void => {
      const { index, length } = target.current;
      const start = delta.transformPosition(index);
      target.current = { index: start, length: delta.transformPosition(index + length) - start };
    };
    quill.on("text-change", follow);
    return () => void quill.off("text-change", follow);
  }, [quill]);

  function finish(to: string | false): void {
    setLink(quill, target.current, to);
    onDone();
  }

  function leave(): void {
    onDone();
    quill.focus({ preventScroll: true });
  }

  return (
    <form
      className="toolbar link-form panel"
      aria-label="Link"
      onSubmit={(event) => {
        event.preventDefault();
        const to = linkTo(typed);
        if (to === undefined) setWrong(true);
        else finish(to);
      }}
      onKeyDown={(event) => {
        if (event.key === "Escape") leave();
      }}
    >
      {formatIcons.link}
      <input
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- asked for by the button just pressed
        autoFocus
        value={typed}
        placeholder="example.com"
        dir="auto"
        inputMode="url"
        aria-label="Where the link leads"
        aria-invalid={isWrong}
        onChange={(event) => {
          setTyped(event.target.value);
          setWrong(false);
        }}
      />
      {href !== undefined && (
        <button type="button" className="plain" onClick={() => finish(false)}>
          Remove
        </button>
      )}
      <button type="button" className="plain" onClick={leave}>
        Cancel
      </button>
      <button type="submit" className="primary">
        Link
      </button>
    </form>
  );
}

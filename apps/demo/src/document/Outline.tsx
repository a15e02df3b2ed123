import type Quill from "quill/core.js";
import { useMemo, useRef } from "react";
import { formatIcons } from "./format-icons.tsx";
import { headingsOf } from "./headings.ts";
import type { Heading } from "./headings.ts";
import { useCalmBody } from "./use-calm-body.ts";
import { wordCount } from "./word-count.ts";

interface OutlineProps {
  readonly quill: Quill | undefined;
}

/** The headings, to jump to, and how much there is. A panel where there is room, else a popover behind a button. */
export function Outline({ quill }: OutlineProps) {
  const panel = useRef<HTMLElement>(null);
  const body = useCalmBody();
  const headings = useMemo(() => headingsOf(body), [body]);
  const words = useMemo(() => wordCount(body.toString()), [body]);
  const count = `${words.toLocaleString("en")} ${words === 1 ? "word" : "words"}`;
  const top = Math.min(...headings.map(({ level }) => level));
  return (
    <>
      <button
        type="button"
        className="outline-button panel"
        popoverTarget="outline"
        aria-label={`Outline, ${count}`}
      >
        {formatIcons.outline}
        {count}
      </button>
      <nav ref={panel} id="outline" popover="auto" className="outline panel" aria-label="Outline">
        {headings.length === 0 && <p className="hint">Headings appear here.</p>}
        {headings.map((heading, i) => (
          <button
            // oxlint-disable-next-line react/no-array-index-key -- a heading is its place in the list
            key={i}
            type="button"
            dir="auto"
            style={{ paddingInlineStart: 10 + 14 * (heading.level - top) }}
            onClick={() => {
              if (panel.current?.matches(":popover-open")) panel.current.hidePopover();
              if (quill) jumpTo(quill, heading);
            }}
          >
            {heading.text}
          </button>
        ))}
        <p className="word-count">{count}</p>
      </nav>
    </>
  );
}

function jumpTo(quill: Quill, { at }: Heading): void {
  const [line] = quill.getLine(at);
  if (!line) return;
  quill.focus({ preventScroll: true });
  quill.setSelection({ index: at, length: 0 }, "user");
  if (line.domNode instanceof HTMLElement) line.domNode.scrollIntoView({ behavior: "smooth" });
}

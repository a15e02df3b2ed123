import { useCallback, useLayoutEffect, useRef, useState } from "react";
import type { ShownShape } from "../board/shape.ts";
import { textInset, textSize } from "../board/text-size.ts";

/** In a shape less high than this, in board units, "more" would hide what little is seen. */
const ROOM_FOR_A_WORD = 80;

/** The text of a shape. One too long for it fades where it goes on, and the wheel scrolls it. */
export function ShapeText({ shape, text }: { readonly shape: ShownShape; readonly text: string }) {
  const { w, h } = shape.size;
  const area = useRef<HTMLDivElement>(null);
  const [hidden, setHidden] = useState<Hidden>("");
  const look = useCallback(() => {
    if (area.current) setHidden(hiddenIn(area.current));
  }, []);
  useLayoutEffect(look, [look, text, w, h]);
  const { x, y } = textInset(shape);
  const size = h < ROOM_FOR_A_WORD ? "small" : "large";
  return (
    <foreignObject x={shape.at.x} y={shape.at.y} width={w} height={h}>
      <div
        ref={area}
        className="shape-text"
        style={{ fontSize: textSize(text, shape), padding: `${y}px ${x}px` }}
        data-hidden={hidden}
        data-size={size}
        onScroll={look}
      >
        {/* A line that was begun is seen, as the caret of whoever writes stands in it. */}
        <span dir="auto">{text.endsWith("\n") ? `${text}\u200B` : text}</span>
      </div>
      {hidden.includes("below") && (
        <div className="more-text">
          <span>{size === "small" ? "⋯" : "more ↓"}</span>
        </div>
      )}
    </foreignObject>
  );
}

/** Where a text goes on beyond its shape: words for a selector of CSS. */
type Hidden = "" | "above" | "below" | "above below";

function hiddenIn({ scrollTop, scrollHeight, clientHeight }: Element): Hidden {
  const isAbove = scrollTop > 2;
  const isBelow = scrollHeight - clientHeight - scrollTop > 2;
  if (isAbove) return isBelow ? "above below" : "above";
  return isBelow ? "below" : "";
}

import { useCallback, useLayoutEffect, useRef, useState } from "react";
import type { Box } from "../board/geometry.ts";
import { textPadding, textSize } from "./text-size.ts";

/** The text of a shape. One too long for it fades where it goes on, and the wheel scrolls it. */
export function ShapeText({ box, text }: { readonly box: Box; readonly text: string }) {
  const area = useRef<HTMLDivElement>(null);
  const [hidden, setHidden] = useState<Hidden>("");
  const look = useCallback(() => {
    if (area.current) setHidden(hiddenIn(area.current));
  }, []);
  useLayoutEffect(look, [look, text, box.w, box.h]);
  const padding = textPadding(box);
  return (
    <foreignObject x={box.x} y={box.y} width={box.w} height={box.h}>
      <div
        ref={area}
        className="shape-text"
        style={{ fontSize: textSize(text, box), padding }}
        data-hidden={hidden}
        onScroll={look}
      >
        <span>{text}</span>
      </div>
      {hidden.includes("below") && (
        <div className="more-text">
          <span>{box.w < 90 ? "…" : "more ↓"}</span>
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

import type { Box } from "../lib/geometry.ts";

interface FrameProps {
  readonly className: string;
  /** In pixels of the screen, as `margin`, which is left free around it. */
  readonly box: Box;
  readonly margin?: number;
}

/** A line around something. */
export function Frame({ className, box, margin = className === "marquee" ? 0 : 3 }: FrameProps) {
  return (
    <rect
      className={className}
      x={box.x - margin}
      y={box.y - margin}
      width={box.w + 2 * margin}
      height={box.h + 2 * margin}
      rx={className === "marquee" ? 2 : 4}
    />
  );
}

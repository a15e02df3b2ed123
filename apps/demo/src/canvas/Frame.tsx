import { toScreen } from "../board/camera.ts";
import type { Camera } from "../board/camera.ts";
import type { Box } from "../board/geometry.ts";

interface FrameProps {
  readonly className: string;
  /** In pixels of the screen, as `margin`, which is left free around it. */
  readonly box: Box;
  readonly margin?: number;
}

/** A line around something on the board. */
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

/** Where a box of the board is on the screen. */
export function onScreen(camera: Camera, box: Box): Box {
  const { x, y } = toScreen(camera, box);
  return { x, y, w: box.w * camera.zoom, h: box.h * camera.zoom };
}

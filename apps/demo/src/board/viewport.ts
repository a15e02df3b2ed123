import type { Viewport } from "@alongside/client/follow";
import { MAX_ZOOM } from "./camera.ts";
import type { Camera } from "./camera.ts";
import type { Editor } from "./editor.ts";
import type { Size } from "../lib/geometry.ts";

/** As little as showing everything may come to. */
const LEAST_ZOOM = 1e-4;

/** What the screen shows of the board, for screens of other sizes: x, y of its middle, and how wide and high it is in board units. */
export function seenBy({ x, y, zoom }: Camera, { w, h }: Size): readonly number[] {
  return [x + w / zoom / 2, y + h / zoom / 2, w / zoom, h / zoom];
}

/** The camera that shows all of what somebody else sees, in the middle of `view`. */
export function showing(
  [x = 0, y = 0, w = 0, h = 0]: ArrayLike<number> & Iterable<number>,
  view: Size,
): Camera {
  const fitting = Math.min(view.w / Math.max(w, 1), view.h / Math.max(h, 1));
  const zoom = Math.max(LEAST_ZOOM, Math.min(MAX_ZOOM, fitting));
  return { x: x - view.w / zoom / 2, y: y - view.h / zoom / 2, zoom };
}

/** The board's view, as `follow` takes it. */
export function viewportOf({ camera, view }: Pick<Editor, "camera" | "view">): Viewport {
  return {
    get: () => (view.get().w === 0 ? undefined : seenBy(camera.get(), view.get())),
    set: (values) => camera.set(showing(values, view.get())),
  };
}

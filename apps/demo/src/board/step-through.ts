import { freeArea, pan } from "./camera.ts";
import type { Camera } from "./camera.ts";
import type { Editor } from "./editor.ts";
import { boxOf } from "../lib/geometry.ts";
import type { Box } from "../lib/geometry.ts";

/** How far from the sides of the area, in pixels, a shape is brought. */
const MARGIN = 16;

/** Selects the next shape in drawing order, or the one before, and brings it into view. Returns false past the last. */
export function selectNext(editor: Editor, way: 1 | -1): boolean {
  const shapes = editor.shapes();
  const selected = new Set(editor.selection.get());
  const isSelected = ({ id }: { readonly id: string }): boolean => selected.has(id);
  const from = way > 0 ? shapes.findLastIndex(isSelected) : shapes.findIndex(isSelected);
  const next = from < 0 ? shapes.at(way > 0 ? 0 : -1) : shapes[from + way];
  if (!next) return false;
  editor.use("select");
  editor.selection.set([next.id]);
  const area = freeArea(editor.view.get(), editor.panels.get()());
  editor.camera.set(reveal(editor.camera.get(), boxOf(next), area));
  return true;
}

/** The camera, moved no farther than needed to show `box` in `area`, which is in pixels; a larger one is shown from its upper left corner. */
export function reveal(camera: Camera, box: Box, area: Box): Camera {
  const x = (box.x - camera.x) * camera.zoom;
  const y = (box.y - camera.y) * camera.zoom;
  const right = area.x + area.w - MARGIN - box.w * camera.zoom;
  const bottom = area.y + area.h - MARGIN - box.h * camera.zoom;
  return pan(
    camera,
    x - Math.max(area.x + MARGIN, Math.min(x, right)),
    y - Math.max(area.y + MARGIN, Math.min(y, bottom)),
  );
}

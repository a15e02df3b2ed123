import type { Box, Point, Size } from "./geometry.ts";

/** Which part of the board the screen shows: `x`, `y` is the board's point at the upper left corner. */
export interface Camera extends Point {
  readonly zoom: number;
}

export const MIN_ZOOM = 0.1;
export const MAX_ZOOM = 8;

export function toBoard(camera: Camera, screen: Point): Point {
  return { x: camera.x + screen.x / camera.zoom, y: camera.y + screen.y / camera.zoom };
}

export function toScreen(camera: Camera, point: Point): Point {
  return { x: (point.x - camera.x) * camera.zoom, y: (point.y - camera.y) * camera.zoom };
}

/** Moves the view by pixels of the screen: the board slides the other way. */
export function pan(camera: Camera, dx: number, dy: number): Camera {
  return { ...camera, x: camera.x + dx / camera.zoom, y: camera.y + dy / camera.zoom };
}

/** Zooms by `factor` and keeps what is under `screen` where it is. */
export function zoomAt(camera: Camera, screen: Point, factor: number): Camera {
  return zoomTo(camera, screen, camera.zoom * factor);
}

/** Zooms to `zoom` and keeps what is under `screen` where it is. */
export function zoomTo(camera: Camera, screen: Point, zoom: number): Camera {
  const next = Math.max(MIN_ZOOM, Math.min(MAX_ZOOM, zoom));
  const fixed = toBoard(camera, screen);
  return { x: fixed.x - screen.x / next, y: fixed.y - screen.y / next, zoom: next };
}

/** Shows all of `box` in the middle, `margin` pixels free around it, never larger than life. */
export function fit(box: Box, view: Size, margin = 80): Camera {
  const room = Math.min(margin, view.w / 12, view.h / 12);
  const zoom = Math.max(
    MIN_ZOOM,
    Math.min(1, (view.w - 2 * room) / Math.max(box.w, 1), (view.h - 2 * room) / Math.max(box.h, 1)),
  );
  return {
    x: box.x + box.w / 2 - view.w / 2 / zoom,
    y: box.y + box.h / 2 - view.h / 2 / zoom,
    zoom,
  };
}

/** The factor a wheel turn with ctrl, or a pinch on a trackpad, zooms by. */
export function wheelFactor(deltaY: number): number {
  return Math.exp(-Math.max(-60, Math.min(60, deltaY)) * 0.008);
}

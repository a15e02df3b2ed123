import { boxesMeet } from "../lib/geometry.ts";
import type { Box, Point, Size } from "../lib/geometry.ts";

/** Which part of the board the screen shows: `x`, `y` is the board's point at the upper left corner. */
export interface Camera extends Point {
  readonly zoom: number;
}

/** As far as people zoom out; showing everything may go farther. */
export const MIN_ZOOM = 0.05;
export const MAX_ZOOM = 8;

export function toBoard(camera: Camera, screen: Point): Point {
  return { x: camera.x + screen.x / camera.zoom, y: camera.y + screen.y / camera.zoom };
}

export function toScreen(camera: Camera, point: Point): Point {
  return { x: (point.x - camera.x) * camera.zoom, y: (point.y - camera.y) * camera.zoom };
}

/** Where a box of the board is on the screen, in pixels. */
export function boxToScreen(camera: Camera, box: Box): Box {
  return { ...toScreen(camera, box), w: box.w * camera.zoom, h: box.h * camera.zoom };
}

/** Moves the view by pixels of the screen: the board slides the other way. */
export function pan(camera: Camera, dx: number, dy: number): Camera {
  return { ...camera, x: camera.x + dx / camera.zoom, y: camera.y + dy / camera.zoom };
}

/** Zooms by `factor` and keeps what is under `screen` where it is. */
export function zoomAt(camera: Camera, screen: Point, factor: number): Camera {
  return zoomTo(camera, screen, camera.zoom * factor);
}

/** Zooms to `zoom` and keeps what is under `screen` where it is. From below `MIN_ZOOM`, where `fit` may lead, only up. */
export function zoomTo(camera: Camera, screen: Point, zoom: number): Camera {
  const next = Math.max(Math.min(MIN_ZOOM, camera.zoom), Math.min(MAX_ZOOM, zoom));
  const fixed = toBoard(camera, screen);
  return { x: fixed.x - screen.x / next, y: fixed.y - screen.y / next, zoom: next };
}

/**
 * Shows all of `box` in the middle of `area`, a part of the screen, with `margin` pixels free around it. Never larger than life;
 * as small as it takes.
 */
export function fit(box: Box, area: Box, margin = 80): Camera {
  const room = Math.min(margin, area.w / 12, area.h / 12);
  const zoom = Math.min(
    1,
    (area.w - 2 * room) / Math.max(box.w, 1),
    (area.h - 2 * room) / Math.max(box.h, 1),
  );
  return lookAt({ x: 0, y: 0, zoom }, { x: box.x + box.w / 2, y: box.y + box.h / 2 }, area);
}

/** Moves the view so that `point` is in the middle of `area`, a part of the screen. */
export function lookAt(camera: Camera, { x, y }: Point, area: Box): Camera {
  const { zoom } = camera;
  return { x: x - (area.x + area.w / 2) / zoom, y: y - (area.y + area.h / 2) / zoom, zoom };
}

/** The part of the screen beside all of `panels`: each is cut off together with the side of the view that costs least. */
export function freeArea(view: Size, panels: readonly Box[]): Box {
  const all = { x: 0, y: 0, ...view };
  let area: Box = all;
  for (const panel of panels.toSorted((a, b) => b.w * b.h - a.w * a.h)) {
    if (boxesMeet(area, panel)) area = largestBeside(area, panel);
  }
  // Where panels leave next to nothing, what is under them is seen better than a speck beside them.
  return area.w < view.w / 3 || area.h < view.h / 3 ? all : area;
}

function largestBeside(area: Box, panel: Box): Box {
  const right = area.x + area.w;
  const bottom = area.y + area.h;
  const below = panel.y + panel.h;
  const beyond = panel.x + panel.w;
  const sides: readonly Box[] = [
    { ...area, h: panel.y - area.y },
    { ...area, y: below, h: bottom - below },
    { ...area, w: panel.x - area.x },
    { ...area, x: beyond, w: right - beyond },
  ];
  return sides.reduce((best, side) => (surface(side) > surface(best) ? side : best));
}

function surface({ w, h }: Box): number {
  return Math.max(0, w) * Math.max(0, h);
}

/** One notch of a wheel, in pixels. */
const NOTCH_PX = 100;

/** What a notch zooms by. */
const NOTCH_FACTOR = 1.1;

/**
 * The factor that one wheel event zooms by, never more than a notch. `isPinch`: two fingers on a trackpad, which browsers tell as
 * wheel events in finer steps.
 */
export function wheelFactor(deltaY: number, isPinch: boolean): number {
  const notches = isPinch ? deltaY / NOTCH_PX / Math.log(NOTCH_FACTOR) : deltaY / NOTCH_PX;
  return NOTCH_FACTOR ** -Math.max(-1, Math.min(1, notches));
}

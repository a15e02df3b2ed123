export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly w: number;
  readonly h: number;
}

export interface Box extends Point, Size {}

/** Two decimals are finer than any screen; adding 0 turns -0, which is not canonical JSON, into 0. */
export function round(value: number): number {
  return Math.round(value * 100) / 100 + 0;
}

/** The box that has `a` and `b` as opposite corners. */
export function boxBetween(a: Point, b: Point): Box {
  return {
    x: Math.min(a.x, b.x),
    y: Math.min(a.y, b.y),
    w: Math.abs(a.x - b.x),
    h: Math.abs(a.y - b.y),
  };
}

export function boxOf(shape: { readonly at: Point; readonly size: Size }): Box {
  return { x: shape.at.x, y: shape.at.y, w: shape.size.w, h: shape.size.h };
}

/** The smallest box around all of `boxes`; none around nothing. */
export function boxAround(boxes: Iterable<Box>): Box | undefined {
  let left = Infinity;
  let top = Infinity;
  let right = -Infinity;
  let bottom = -Infinity;
  for (const box of boxes) {
    left = Math.min(left, box.x);
    top = Math.min(top, box.y);
    right = Math.max(right, box.x + box.w);
    bottom = Math.max(bottom, box.y + box.h);
  }
  if (left > right) return undefined;
  return { x: left, y: top, w: right - left, h: bottom - top };
}

export function boxesMeet(a: Box, b: Box): boolean {
  return a.x <= b.x + b.w && b.x <= a.x + a.w && a.y <= b.y + b.h && b.y <= a.y + a.h;
}

export function boxHolds(box: Box, point: Point, margin = 0): boolean {
  return (
    point.x >= box.x - margin &&
    point.x <= box.x + box.w + margin &&
    point.y >= box.y - margin &&
    point.y <= box.y + box.h + margin
  );
}

/** How far `point` is from a box; 0 inside. */
export function boxDistance(box: Box, point: Point): number {
  const x = Math.max(box.x - point.x, 0, point.x - box.x - box.w);
  const y = Math.max(box.y - point.y, 0, point.y - box.y - box.h);
  return Math.hypot(x, y);
}

export function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

/** How far `point` is from the line between `a` and `b`. */
export function distanceToSegment(point: Point, a: Point, b: Point): number {
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const length = dx * dx + dy * dy;
  if (length === 0) return distance(point, a);
  const along = ((point.x - a.x) * dx + (point.y - a.y) * dy) / length;
  const t = Math.max(0, Math.min(1, along));
  return distance(point, { x: a.x + t * dx, y: a.y + t * dy });
}

/** The far corner of a drag from `from` to `to`, when width and height shall be equal. */
export function squareTo(from: Point, to: Point): Point {
  const side = Math.max(Math.abs(to.x - from.x), Math.abs(to.y - from.y));
  return {
    x: from.x + (to.x < from.x ? -side : side),
    y: from.y + (to.y < from.y ? -side : side),
  };
}

/** The end of a drag from `from` to `to`, turned to the nearest multiple of 15°. */
export function snapAngle(from: Point, to: Point): Point {
  const length = distance(from, to);
  const step = Math.PI / 12;
  const angle = Math.round(Math.atan2(to.y - from.y, to.x - from.x) / step) * step;
  return { x: from.x + Math.cos(angle) * length, y: from.y + Math.sin(angle) * length };
}

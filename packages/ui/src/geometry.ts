/** A place, in CSS pixels unless its area counts in something else; `y` grows downwards. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Width and height, in the unit of the place beside them; never negative. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** By its upper left corner. */
export interface Box extends Point, Size {}

/** What two boxes share: of no size where they share nothing. */
export function shared(a: Box, b: Box): Box {
  const x = Math.max(a.x, b.x);
  const y = Math.max(a.y, b.y);
  const width = Math.max(0, Math.min(a.x + a.width, b.x + b.width) - x);
  const height = Math.max(0, Math.min(a.y + a.height, b.y + b.height) - y);
  return { x, y, width, height };
}

export function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), Math.max(least, most));
}
/** The smallest box around all. Undefined for none. */
export function around(boxes: readonly Box[]): Box | undefined {
  if (boxes.length === 0) return undefined;
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  const right = Math.max(...boxes.map((box) => box.x + box.width));
  const bottom = Math.max(...boxes.map((box) => box.y + box.height));
  return { x, y, width: right - x, height: bottom - y };
}

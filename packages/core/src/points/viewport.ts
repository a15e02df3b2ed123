/** A rectangle that a page looks at, in the units of its room's points. */
interface Rectangle {
  /** Its corner with the smallest coordinates. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** The named area that it is in. Left out, it is the room's own plane. */
  readonly area?: string;
}

/** What a page looks at: a rectangle, or the whole of each named area. */
export type Viewport = Rectangle | { readonly areas: readonly string[] };

/** The longest name of an area, in UTF-16 code units. */
const MAX_AREA = 128;

/** So many areas may be looked at at once. */
export const MAX_AREAS = 64;

/** Whether something may be the name of an area. */
export function isArea(given: unknown): given is string {
  return (
    typeof given === "string" &&
    given.length > 0 &&
    given.length <= MAX_AREA &&
    given.isWellFormed()
  );
}

/** Where something begins and ends, from the top of the screen down, in pixels. */
export interface Stretch {
  readonly top: number;
  readonly bottom: number;
}

interface Room {
  /** The lines of the link, and the one of them that the caret or the pointer is in. */
  readonly link: Stretch;
  readonly line: Stretch;
  /** The line that is being written, where one is. */
  readonly written: Stretch | undefined;
  /** What is not behind a bar. */
  readonly seen: Stretch;
}

/** Pixels between a card and its line. */
const GAP = 6;

/** The top of a card of this height: below its link or above it, else its line, over no bar and not over the line being written. Undefined where there is no such place. */
export function placeCard(height: number, { link, line, written, seen }: Room): number | undefined {
  if (line.bottom <= seen.top || line.top >= seen.bottom) return undefined;
  const places = [link, line].flatMap(({ top, bottom }) => [bottom + GAP, top - GAP - height]);
  return places.find((top) => {
    const bottom = top + height;
    const isOverWritten = written !== undefined && top < written.bottom && bottom > written.top;
    return top >= seen.top && bottom <= seen.bottom && !isOverWritten;
  });
}

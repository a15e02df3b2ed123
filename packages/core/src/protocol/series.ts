import { Reader } from "../points/reader.ts";

/**
 * What is new of a series that the page watches, or a window of it. It is bytes: 2, the number of the seat, the length of the series'
 * name and the name, and what `SeriesMirror` reads.
 */
export interface SeriesFrame {
  readonly type: "series";
  readonly seat: number;
  readonly frame: Uint8Array;
}

export function readSeriesFrame(frame: Uint8Array): SeriesFrame {
  return { type: "series", seat: new Reader(frame, 1).number(), frame };
}

export type { Bucket } from "@alongside/core/engine";
export { seriesOf } from "./series-of.ts";
export type { LiveSeries, SeriesHere, SeriesStatus } from "./types.ts";

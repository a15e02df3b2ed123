export { useSeries } from "./use-series.ts";

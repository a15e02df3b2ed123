export { markdownOf } from "./markdown.ts";
export { report } from "./report.ts";
export type { ReportOptions } from "./report.ts";
export type { Progress } from "./run-load.ts";
export type { Report } from "./result.ts";

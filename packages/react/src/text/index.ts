export { useText } from "./use-text.ts";
export type { TextTools } from "./use-text.ts";

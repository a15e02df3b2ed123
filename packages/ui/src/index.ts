export { contrast, inkOn, personColor } from "./color.ts";
export { presenceCursor } from "./presence-cursor.ts";
export type { PresenceCursor, PresenceCursorOptions } from "./presence-cursor.ts";
export type { CursorLook, PersonState, ShownUser } from "./person.ts";
export { english } from "./words.ts";
export type { Words } from "./words.ts";

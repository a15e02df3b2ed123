import type { Room } from "@alongside/client";
import type { Board } from "../board/definition.ts";
import type { CodeFile } from "../code/definition.ts";
import type { RichDocument } from "../document/definition.ts";

/** A room beside which people talk. What they say is the same in all of them. */
export type TalkRoom = Room<typeof Board> | TextRoom;

/** One whose people talk about words of a text, too. */
export type TextRoom = Room<typeof RichDocument> | Room<typeof CodeFile>;

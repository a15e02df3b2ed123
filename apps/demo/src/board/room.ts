import type { Room } from "@alongside/client";
import type { DraftOf } from "@alongside/core";
import type { Board } from "./definition.ts";

/** What the editor needs of a room. */
export type BoardRoom = Pick<
  Room<typeof Board>,
  "get" | "update" | "mutate" | "gesture" | "presence"
>;

export type BoardDraft = DraftOf<typeof Board>;

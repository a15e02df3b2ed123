import type { DraftOf, RoomDefinition } from "@alongside/core";
import type { Server } from "@alongside/server";
import type { Somebody } from "./people.ts";

/** Something that somebody of the example did, some minutes ago. */
export interface Scene {
  readonly minutesAgo: number;
  readonly by: Somebody;
  readonly play: (server: Server) => Promise<unknown>;
}

/** One change of somebody's to a room, some minutes ago. */
export function scene<D extends RoomDefinition>(
  minutesAgo: number,
  by: Somebody,
  [definition, id]: readonly [D, string],
  write: (doc: DraftOf<D>) => void,
): Scene {
  return {
    minutesAgo,
    by,
    play: (server) => server.room(definition, id).update(write, { as: by }),
  };
}

/** How many minutes an hour and a day have. */
export const HOUR = 60;
export const DAY = 24 * HOUR;

/** Where some words of a text are. */
export function placeOf(text: { toString(): string }, words: string) {
  const from = text.toString().indexOf(words);
  if (from === -1) throw new Error(`The example has no words ${words}`);
  return { from, to: from + words.length };
}

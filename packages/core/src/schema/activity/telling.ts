import type { ActivityPriority } from "./types.ts";

/** The mutation by which an activity is told. It is a name like another on the wire and in the log; apps give theirs no colon. */
export const TELLING = ":activity";

/** The most important first. */
export const PRIORITIES: readonly ActivityPriority[] = ["urgent", "important", "normal"];

/** In UTF-16 code units. */
export const MOST_OF_TYPE = 64;
export const MOST_OF_SUMMARY = 300;

/** What `room.activity` is given. */
export interface ToldActivity {
  /** One of the `types` that the definition names. */
  readonly type: string;
  /** For people, 1 to 300 characters; `{name}` in it is who tells it. */
  readonly summary: string;
  /**
   * What it is about: a top-level key, and the id of a record there. Those are shown it who may read the key; without a target those who may read
   * everything.
   */
  readonly target?: { readonly key: string; readonly id?: string };
  /** @default "normal" */
  readonly priority?: ActivityPriority;
}

import { Invalid, Refused } from "../../errors.ts";
import { inWords } from "#words";
import { misused } from "../../mistake.ts";
import { plainNode } from "../plain/plain-node.ts";
import type { CheckSchema } from "../check-types.ts";
import type { Schema } from "../standard-schema.ts";
import { feedDraft } from "./feed-draft.ts";
import type { Feed } from "./types.ts";

/** Options of {@link feed}. */
export interface FeedOptions {
  /** How large a body may be, in characters of JSON: up to 262,144. @default 16384 */
  readonly maxSize?: number;
}

/** Of a post's body, in characters of JSON. */
const USUAL_SIZE = 16_384;
const LARGEST_SIZE = 262_144;

/**
 * Posts in the order in which the server took them: a chat, comments, threads that are pinned to things. `message` is the schema of what a post says.
 * They share the room's log and its rights: the name of a feed is a key like one of storage. Throws `TypeError` for a `maxSize` that is none.
 */
export function feed<const M extends Schema>(
  message: M & CheckSchema<M>,
  { maxSize = USUAL_SIZE }: FeedOptions = {},
): Feed<M> {
  if (!Number.isSafeInteger(maxSize) || maxSize < 1 || maxSize > LARGEST_SIZE)
    throw misused(
      "feed",
      inWords(() => `maxSize should be a whole number from 1 to ${LARGEST_SIZE}`),
      maxSize,
    );
  return {
    "~kind": "feed",
    "~node": () => {
      const node = plainNode(message);
      const fitting = <T>(body: T): T => {
        const size = JSON.stringify(body).length;
        if (size > maxSize)
          throw new Refused(
            "post.too-big",
            inWords(() => `A post has ${size} characters of JSON, the limit is ${maxSize}`) ?? "",
          );
        return body;
      };
      return {
        parse: (body, path) => fitting(node.parse(body, path)),
        create(body, path) {
          const made = node.create(body, path);
          if (made === undefined)
            throw new Invalid(
              path,
              inWords(() => "a post says something: its body may not be undefined"),
            );
          return fitting(made);
        },
        draft(writer, name) {
          return feedDraft(writer, name, this);
        },
      };
    },
    message,
  };
}

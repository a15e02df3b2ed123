import { isFields, mistake } from "@alongside/core/engine";

/**
 * How long a feed's posts are kept: the last `days` and `posts` of them, whichever is less. What is left out bounds nothing. A post that others
 * answer stays until these went.
 */
export interface FeedRetention {
  readonly days?: number;
  readonly posts?: number;
}

const EXPECTED = "{ days, posts }, each a number above 0 or left out";

/** Throws `TypeError` for what is none; `of` names whose it is. */
export function checkFeedRetention(of: string, given: unknown): void {
  if (!isFields(given) || Object.keys(given).some((name) => name !== "days" && name !== "posts"))
    throw mistake("implement", of, EXPECTED, given);
  const { days, posts } = given;
  const isAbove0 = (value: unknown): boolean =>
    typeof value === "number" && value > 0 && Number.isFinite(value);
  if (days !== undefined && !isAbove0(days))
    throw mistake("implement", `${of}.days`, "a number above 0", days);
  if (posts !== undefined && !(isAbove0(posts) && Number.isInteger(posts)))
    throw mistake("implement", `${of}.posts`, "a whole number above 0", posts);
}

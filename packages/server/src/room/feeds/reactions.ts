import { Refused } from "@alongside/core";
import type { PostState } from "@alongside/core/engine";

/** So many different emoji may stand under a post, and so many people with them. */
const MOST_EMOJI = 30;
const MOST_REACTIONS = 1000;

/** Whether a reaction, or taking one back, changes anything. Throws `Refused` where a post has as many as it may have. */
export function checkReactions(
  reactions: PostState["reactions"] = {},
  emoji: string,
  user: string,
  isOn: boolean,
): boolean {
  const users = Object.hasOwn(reactions, emoji) ? (reactions[emoji] ?? []) : [];
  if (users.includes(user) === isOn) return false;
  if (!isOn) return true;
  if (users.length === 0 && Object.keys(reactions).length >= MOST_EMOJI)
    throw new Refused(
      "post.reactions",
      `A post has ${MOST_EMOJI} different emoji at most; react with one that is there`,
    );
  const all = Object.values(reactions).reduce((sum, { length }) => sum + length, 0);
  if (all >= MOST_REACTIONS)
    throw new Refused("post.reactions", `A post has ${MOST_REACTIONS} reactions at most`);
  return true;
}

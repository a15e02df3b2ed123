import type { Json } from "@alongside/core";
import { isFields, mistake, type FeedAct, type UserInfo } from "@alongside/core/engine";
import type { RoomDefinition } from "@alongside/core";
import { checkFeedRetention, type FeedRetention } from "../../retention/feed-retention.ts";
import type { Answer } from "../answer.ts";

/** What somebody is about to do in a feed. */
export interface ProposedAct {
  readonly kind: FeedAct[0];
  /** What is to be posted, or to stand in place of what was. */
  readonly body?: Json;
  /** The post that it is done to, as it is; undefined for a new one. */
  readonly post?: {
    readonly id: string;
    /** Who wrote it, and when, in ms. */
    readonly by: string;
    readonly at: number;
    readonly body?: Json;
  };
  /** The post that a new one answers. */
  readonly to?: string;
}

/** What a rule may look at to judge an act. */
export interface ActContext {
  readonly user: UserInfo;
  /** The room's id, without its definition's name: `roadmap`. */
  readonly room: string;
}

/** What the server adds to a feed. */
export interface FeedRules {
  /**
   * Returns true, or why `user` may not do it. Synchronous; what it throws counts as in `allow`.
   * @default Whoever may write the feed may post, react, pin and resolve; only its author edits and deletes a post.
   */
  may?(act: ProposedAct, context: ActContext): Answer;
  /** So many ms lie between two posts of one user, up to 86,400,000. @default 0 */
  readonly slowMode?: number;
  /** Which of its posts are kept, whatever is kept of the log. @default All of them. */
  readonly keep?: FeedRetention;
}

const DAY = 24 * 60 * 60 * 1000;

/** Throws `TypeError` for rules that are none, and for those of a feed that is not there. */
export function checkFeedRules(definition: RoomDefinition, given: unknown): void {
  if (!isFields(given)) throw mistake("implement", "feeds", "rules by the name of a feed", given);
  for (const [name, rules] of Object.entries(given)) {
    if (!Object.hasOwn(definition.feeds, name))
      throw mistake("implement", `feeds.${name}`, "the name of a feed of the definition", name);
    if (!isFields(rules))
      throw mistake("implement", `feeds.${name}`, "{ may, slowMode, keep }", rules);
    const { may, slowMode = 0, keep } = rules;
    if (keep !== undefined) checkFeedRetention(`feeds.${name}.keep`, keep);
    if (may !== undefined && typeof may !== "function")
      throw mistake("implement", `feeds.${name}.may`, "a function", may);
    if (typeof slowMode !== "number" || !(slowMode >= 0 && slowMode <= DAY))
      throw mistake("implement", `feeds.${name}.slowMode`, `ms from 0 to ${DAY}`, slowMode);
  }
}

import { isFields, mistake } from "@alongside/core/engine";
import type { InboxDelivery } from "./deliver/delivery.ts";

/** Options of the inboxes of a server. All can be left out. */
export interface InboxOptions {
  /** Whether mentions in feeds, and answers to what somebody wrote there, notify by themselves. @default true */
  readonly feeds?: boolean;
  /**
   * Returns whether there is a user of this id: asked before a mention notifies somebody, as whoever writes a post names whom they like. What
   * it throws makes it be asked again.
   * @default Everybody exists whom `authorize` lets read the feed.
   */
  knows?(user: string): boolean | Promise<boolean>;
  /**
   * Ways in which users are told of what stays unread, one of each channel: `email(…)` of `@alongside/server/email`, `webPush(…)` of
   * `@alongside/server/web-push`.
   * @default [] Nothing leaves the server.
   */
  readonly deliver?: readonly InboxDelivery[];
}

/** Throws `TypeError` for what are no options; undefined where there are no inboxes. */
export function inboxOptions(given: unknown): InboxOptions | undefined {
  if (given === undefined || given === false) return undefined;
  if (given === true) return {};
  if (!isFields(given))
    throw mistake("createServer", "inbox", "true, or an object such as { feeds: false }", given);
  const { feeds, knows, deliver = [] } = given;
  if (feeds !== undefined && typeof feeds !== "boolean")
    throw mistake("createServer", "inbox.feeds", "true or false", feeds);
  if (knows !== undefined && typeof knows !== "function")
    throw mistake("createServer", "inbox.knows", "a function of a user's id", knows);
  const ways: unknown = deliver;
  if (!Array.isArray(ways) || !ways.every(isDelivery))
    throw mistake("createServer", "inbox.deliver", "a list of email(…) and webPush(…)", deliver);
  if (new Set(ways.map(({ channel }: InboxDelivery) => channel)).size < ways.length)
    throw mistake("createServer", "inbox.deliver", "one of each channel at most", deliver);
  return given;
}

function isDelivery(given: unknown): given is InboxDelivery {
  return (
    isFields(given) &&
    (given["channel"] === "email" || given["channel"] === "push") &&
    Number.isFinite(given["afterMs"]) &&
    typeof given["deliver"] === "function"
  );
}

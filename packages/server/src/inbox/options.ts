import { isFields, mistake } from "@alongside/core/engine";

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
}

/** Throws `TypeError` for what are no options; undefined where there are no inboxes. */
export function inboxOptions(given: unknown): InboxOptions | undefined {
  if (given === undefined || given === false) return undefined;
  if (given === true) return {};
  if (!isFields(given))
    throw mistake("createServer", "inbox", "true, or an object such as { feeds: false }", given);
  const { feeds, knows } = given;
  if (feeds !== undefined && typeof feeds !== "boolean")
    throw mistake("createServer", "inbox.feeds", "true or false", feeds);
  if (knows !== undefined && typeof knows !== "function")
    throw mistake("createServer", "inbox.knows", "a function of a user's id", knows);
  return given;
}

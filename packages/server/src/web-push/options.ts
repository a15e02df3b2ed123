import { isFields, mistake } from "@alongside/core/engine";
import type { InboxItem } from "@alongside/core/inbox";
import type { Unread } from "../inbox/deliver/delivery.ts";
import type { VapidKeys } from "./vapid.ts";

/** What a push says, as the page's worker gets it. */
export interface PushMessage {
  readonly title: string;
  readonly body?: string;
  /** Where a click leads. */
  readonly link?: string;
  /** Of the item, where it is one: the next push about it takes the place of this one. */
  readonly key?: string;
  /** How many items are unseen. */
  readonly unseen?: number;
}

/** Options of `webPush`. Only `vapid` is needed. */
export interface WebPushOptions {
  /** What `vapidKeys()` returned once, and an address at which push services reach you: `mailto:ops@app.example`. */
  readonly vapid: VapidKeys & { readonly subject: string };
  /** How long something stays unread before it is pushed, in minutes, 0 to 10,080. @default 1 */
  readonly afterMinutes?: number;
  /** How long a push service keeps it for a browser that is off, in seconds, 0 to 2,419,200. @default 86_400 */
  readonly ttlSeconds?: number;
  /** Where an item leads, for those that have no link of their own. */
  linkOf?(item: InboxItem): string | undefined;
  /** What the push says. @default The title, text and link of one item; of several, how many there are and the titles of three. */
  compose?(unread: Unread): PushMessage;
  /**
   * Pushes also to addresses of this machine and of private networks, and to any port: for a push service of your own. A page says where it is
   * pushed to, so with this a stranger makes the server call what only it reaches. @default false
   */
  readonly anyAddress?: boolean;
  /** Milliseconds since the epoch. @default Date.now */
  readonly now?: () => number;
  /** Certificates of who else is trusted, in PEM. */
  readonly ca?: string;
}

const WEEK = 7 * 24 * 60;
const FOUR_WEEKS_S = 28 * 24 * 60 * 60;

/** Throws `TypeError` for what are no options. */
export function checkWebPush(options: WebPushOptions): void {
  const given: unknown = options;
  if (!isFields(given) || !isFields(given["vapid"]))
    throw mistake("webPush", "the options", "{ vapid: { publicKey, privateKey, subject } }", given);
  const { subject } = given["vapid"];
  if (typeof subject !== "string" || !/^(?:mailto:|https:\/\/)\S+$/.test(subject))
    throw mistake("webPush", "vapid.subject", "an address by mailto: or https:", subject);
  const { afterMinutes = 1, ttlSeconds = 0 } = given;
  for (const [name, value, most] of [
    ["afterMinutes", afterMinutes, WEEK],
    ["ttlSeconds", ttlSeconds, FOUR_WEEKS_S],
  ] as const)
    if (typeof value !== "number" || !(value >= 0 && value <= most))
      throw mistake("webPush", name, `a number from 0 to ${most}`, value);
}

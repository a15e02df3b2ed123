import type { PushSubscription } from "@alongside/core/inbox";
import { createHash } from "node:crypto";
import {
  type InboxDelivery,
  Undeliverable,
  Undelivered,
  type Unread,
} from "../inbox/deliver/delivery.ts";
import { encrypt } from "./encrypt.ts";
import { messageOf } from "./message.ts";
import { checkWebPush, type WebPushOptions } from "./options.ts";
import { NotPublic } from "./public-address.ts";
import { senderOf } from "./send.ts";
import { authorization, signingKey } from "./vapid.ts";

const MINUTE_MS = 60_000;
const DAY_S = 24 * 60 * 60;

/** Deliveries of which it is known which browsers have it already. */
const MOST_KNOWN = 1000;

/** How a push to one browser ended: its push service has it, it is gone for good, it is refused for good, or tried again. */
type Outcome = "taken" | "gone" | "refused" | "failed";

/**
 * Tells users by Web Push of what stays unread in their inboxes, in all browsers of theirs that have subscribed. Browsers that are gone
 * are taken out of the inbox, and so are endpoints that are no server of the internet. Throws `TypeError` for what are no options.
 */
export function webPush(options: WebPushOptions): InboxDelivery {
  checkWebPush(options);
  const { vapid, afterMinutes = 1, ttlSeconds = DAY_S, compose, anyAddress = false, ca } = options;
  const { now = Date.now } = options;
  const key = signingKey(vapid);
  const sender = senderOf(anyAddress, ca);
  const taken = new Map<string, Set<string>>();

  async function push(
    { endpoint, keys }: PushSubscription,
    message: Buffer,
    about: { readonly topic: string; readonly urgency: string },
    signal: AbortSignal,
  ): Promise<Outcome> {
    let body: Buffer;
    try {
      body = encrypt(message, keys);
    } catch {
      // The key is no point of the curve: no browser made it.
      return "gone";
    }
    try {
      const url = new URL(endpoint);
      const { subject, publicKey } = vapid;
      const headers = {
        Authorization: authorization(url, subject, publicKey, key, now()),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "Content-Length": body.length,
        TTL: ttlSeconds,
        Topic: about.topic,
        Urgency: about.urgency,
      };
      return outcomeOf(await sender.post(url, headers, body, signal));
    } catch (error) {
      return error instanceof NotPublic ? "gone" : "failed";
    }
  }

  return {
    channel: "push",
    afterMs: afterMinutes * MINUTE_MS,
    async deliver(unread, signal) {
      const { id, browsers } = unread;
      if (browsers.length === 0) return [];
      const message = Buffer.from(JSON.stringify(compose?.(unread) ?? messageOf(unread, options)));
      const known = taken.get(id) ?? new Set();
      const about = aboutOf(unread);
      const outcomes = await Promise.all(
        browsers.map(async (browser) => {
          const outcome = known.has(browser.endpoint)
            ? "taken"
            : await push(browser, message, about, signal);
          return { endpoint: browser.endpoint, outcome };
        }),
      );
      const of = (wanted: Outcome): readonly string[] =>
        outcomes.flatMap(({ endpoint, outcome }) => (outcome === wanted ? endpoint : []));
      if (of("failed").length > 0) {
        keep(taken, id, new Set(of("taken")));
        throw new Undelivered(
          `webPush: ${of("failed").length} of ${browsers.length} browsers not reached`,
          of("gone"),
        );
      }
      taken.delete(id);
      if (of("taken").length === 0 && of("refused").length > 0)
        throw new Undeliverable(
          "webPush: refused for good, most likely as vapid has other keys now",
          of("gone"),
        );
      return of("gone");
    },
  };
}

function outcomeOf(status: number): Outcome {
  if (status >= 200 && status < 300) return "taken";
  if (status === 404 || status === 410) return "gone";
  return status >= 400 && status < 500 && status !== 429 && status !== 408 ? "refused" : "failed";
}

function aboutOf({ items }: Unread): { readonly topic: string; readonly urgency: string } {
  const name = items.length === 1 ? (items[0]?.key ?? "") : "";
  return {
    topic: createHash("sha256").update(name).digest("base64url").slice(0, 32),
    urgency: items.some(({ priority }) => priority === "urgent") ? "high" : "normal",
  };
}

function keep(all: Map<string, Set<string>>, id: string, browsers: Set<string>): void {
  all.delete(id);
  all.set(id, browsers);
  for (const oldest of all.keys()) {
    if (all.size <= MOST_KNOWN) return;
    all.delete(oldest);
  }
}

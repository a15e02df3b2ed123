import { createHash, createHmac } from "node:crypto";
import type { FollowHandler } from "./options.ts";

/** Options of {@link webhook}. */
export interface WebhookOptions {
  /** Where entries are posted to, by `https:` or `http:`. It is never shown with its query. */
  readonly url: string | URL;
  /**
   * What signs: `whsec_` and 24 to 64 bytes in base64. Two or more while one takes another's place: the endpoint may know any of them.
   */
  readonly secret: string | readonly string[];
  /** Posts. @default The global `fetch` */
  readonly fetch?: typeof fetch;
  /** Milliseconds since the epoch. @default Date.now */
  readonly now?: () => number;
}

/**
 * A handler for `server.follow` that posts each entry, in order, as Standard Webhooks has it: with an id that is the same at each try, the
 * time of the try and a signature over both and the body. Any answer but 2xx makes the entry come again, and a dead letter in the end. Follow
 * with `batch: 1`, so that no try repeats what was taken before. Throws `TypeError` for an address or a secret that is none.
 */
export function webhook(options: WebhookOptions): FollowHandler {
  const { fetch: post = fetch, now = Date.now } = options;
  const url = addressOf(options.url);
  const keys = [options.secret].flat().map(keyOf);
  if (keys.length === 0) throw new TypeError("webhook: secret should be one at least");
  /** What errors may show of it. */
  const shown = url.origin + url.pathname;

  async function send(id: string, body: string, signal: AbortSignal): Promise<void> {
    const seconds = String(Math.floor(now() / 1000));
    const message = `msg_${createHash("sha256").update(id).digest("base64url").slice(0, 32)}`;
    const signed = `${message}.${seconds}.${body}`;
    const answer = await post(url, {
      method: "POST",
      body,
      signal,
      redirect: "manual",
      headers: {
        "content-type": "application/json",
        "webhook-id": message,
        "webhook-timestamp": seconds,
        "webhook-signature": keys
          .map((key) => `v1,${createHmac("sha256", key).update(signed).digest("base64")}`)
          .join(" "),
      },
    }).catch((error: unknown) => {
      throw new Error(`webhook: ${shown} was not reached`, { cause: error });
    });
    // Of any length: nothing of it is read.
    await answer.body?.cancel();
    if (!answer.ok) throw new Error(`webhook: ${shown} answered ${answer.status}`);
  }

  return async ({ room, entries, gap, signal }) => {
    if (gap !== undefined) {
      const body = { type: "room.gap", timestamp: isoOf(now()), data: { room, ...gap } };
      await send(`${room}/gap/${gap.from}/${gap.to}`, JSON.stringify(body), signal);
    }
    for (const { id, at, kind, ...entry } of entries) {
      const body = { type: `room.${kind}`, timestamp: isoOf(at), data: { room, ...entry } };
      // oxlint-disable-next-line no-await-in-loop -- in order
      await send(id, JSON.stringify(body), signal);
    }
  };
}

function addressOf(given: string | URL): URL {
  const url = URL.parse(String(given));
  if (url !== null && /^https?:$/.test(url.protocol) && url.username + url.password === "")
    return url;
  throw new TypeError(
    "webhook: url should be an address by https: or http:, without a user's name in it",
  );
}

/** The bytes of a secret. An error does not say what it was. */
function keyOf(secret: unknown): Buffer {
  const base64 = typeof secret === "string" ? secret.replace(/^whsec_/, "") : "";
  const key = Buffer.from(base64, "base64");
  if (/^[A-Za-z0-9+/]+={0,2}$/.test(base64) && key.length >= 24 && key.length <= 64) return key;
  throw new TypeError(
    `webhook: secret should be "whsec_" and 24 to 64 bytes in base64, got ${key.length} bytes`,
  );
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}

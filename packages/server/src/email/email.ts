import { type InboxDelivery, Undeliverable } from "../inbox/deliver/delivery.ts";
import { checkEmail, type EmailOptions } from "./options.ts";
import { tokenOf, userOfToken } from "./tokens.ts";
import { wordsOf } from "./words.ts";

const MINUTE_MS = 60_000;

/** One address, which may have a name before it; and what mail programs read as several of them, as a group or in quotes. */
const ADDRESS = /^(?:[^<>@]*<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/;
const NOT_ONE = /[\p{Cc},;:"()\\]/u;

/**
 * Tells users by e-mail of what stays unread in their inboxes: one mail with all of it, once. Each mail has a link that ends it by one click
 * (RFC 8058). A mail that the server of its reader refuses for good (5xx) is not tried again. Throws `TypeError` for what are no options.
 */
export function email(options: EmailOptions): InboxDelivery {
  checkEmail(options);
  const { transport, from, to, url, unsubscribe, afterMinutes = 15, compose } = options;
  const secrets = [unsubscribe.secret].flat();
  const ending = new URL(unsubscribe.url ?? "/live/unsubscribe", url);
  const domain = /@([^\s@>]+)>?$/.exec(from)?.[1] ?? "localhost";
  return {
    channel: "email",
    afterMs: afterMinutes * MINUTE_MS,
    userOf: (token) => userOfToken(token, secrets),
    async deliver(unread) {
      const address = await to(unread.user);
      if (address === undefined) return [];
      if (typeof address !== "string" || !ADDRESS.test(address) || NOT_ONE.test(address))
        throw new Undeliverable(
          `email: "to" should return one address, got ${typeof address === "string" ? "another text" : typeof address}`,
        );
      const link = new URL(ending);
      link.searchParams.set("t", tokenOf(unread.user, secrets[0] ?? ""));
      const words = compose?.(unread, link.href) ?? wordsOf(unread, options, link.href);
      await transport
        .sendMail({
          from,
          to: address,
          // Titles may be people's own words, and not every transport keeps a line break out of the headers.
          subject: words.subject.replaceAll(/[\s\p{Cc}]+/gu, " "),
          text: words.text,
          html: words.html,
          messageId: `<${unread.id}@${domain}>`,
          headers: {
            "List-Unsubscribe": `<${link.href}>`,
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
          },
        })
        .catch((error: unknown) => {
          throw isForGood(error)
            ? new Undeliverable("email: refused for good", [], { cause: error })
            : error;
        });
      return [];
    },
  };
}

/** Whether a mail server said that it will never take this. */
function isForGood(error: unknown): boolean {
  const { responseCode } = (error ?? {}) as { readonly responseCode?: unknown };
  return typeof responseCode === "number" && responseCode >= 500 && responseCode < 600;
}

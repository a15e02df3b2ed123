import { isFields, mistake } from "@alongside/core/engine";
import type { InboxItem } from "@alongside/core/inbox";
import type { Unread } from "../inbox/deliver/delivery.ts";

/** A mail, as `sendMail` of nodemailer takes it. */
export interface Mail {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** The same at each try. */
  readonly messageId: string;
  readonly headers: { readonly [name: string]: string };
}

/** What a mail says. */
export interface MailWords {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Options of {@link email}. */
export interface EmailOptions {
  /** What sends: `createTransport(…)` of `nodemailer`, or anything with such a `sendMail`. */
  readonly transport: { sendMail(mail: Mail): Promise<unknown> };
  /** `Board <board@app.example>`. */
  readonly from: string;
  /** The one address of a user, by id: `ann@home.example` or `Ann <ann@home.example>`; undefined for who has none. What it throws makes it be asked again. */
  to(user: string): string | undefined | Promise<string | undefined>;
  /** Where the app is, for links that are paths: `https://app.example`. */
  readonly url: string | URL;
  /**
   * How people end it without signing in. `secret`: 32 characters or more, by which their links are known again; two or more while one takes
   * another's place, the first of which signs. `url`: where the server answers, `https://app.example/live/unsubscribe`.
   * @default url: `/live/unsubscribe` of the app
   */
  readonly unsubscribe: {
    readonly secret: string | readonly string[];
    readonly url?: string | URL;
  };
  /** How long something stays unread before it is sent, in minutes, 0 to 10,080. @default 15 */
  readonly afterMinutes?: number;
  /** Where an item leads, for those that have no link of their own, mentions and answers say: a path or an address. */
  linkOf?(item: InboxItem): string | undefined;
  /** What the mail says. @default A list of what is unread, with a link to end it. */
  compose?(unread: Unread, unsubscribe: string): MailWords;
}

const WEEK = 7 * 24 * 60;

/** Throws `TypeError` for what are no options. */
export function checkEmail(options: EmailOptions): void {
  const wrong = (what: string, should: string, got: unknown): TypeError =>
    mistake("email", what, should, got);
  const given: unknown = options;
  if (!isFields(given))
    throw wrong("the options", "{ transport, from, to, url, unsubscribe }", given);
  const { transport, from, to, url, unsubscribe, afterMinutes = 15, linkOf, compose } = given;
  if (typeof (transport as { sendMail?: unknown } | undefined)?.sendMail !== "function")
    throw wrong("transport", "what createTransport of nodemailer returned", transport);
  if (typeof from !== "string" || !/^[^\r\n]*@[^\s@]+$/.test(from))
    throw wrong("from", '"Board <board@app.example>"', from);
  if (typeof to !== "function") throw wrong("to", "a function of a user's id", to);
  checkAddress("url", url);
  if (!isFields(unsubscribe)) throw wrong("unsubscribe", "{ secret }", unsubscribe);
  const secrets = [unsubscribe["secret"]].flat();
  if (secrets.length === 0 || !secrets.every((one) => typeof one === "string" && one.length >= 32))
    throw new TypeError("email: unsubscribe.secret should have 32 characters or more");
  if (unsubscribe["url"] !== undefined) checkAddress("unsubscribe.url", unsubscribe["url"]);
  if (typeof afterMinutes !== "number" || !(afterMinutes >= 0 && afterMinutes <= WEEK))
    throw wrong("afterMinutes", `a number from 0 to ${WEEK}`, afterMinutes);
  for (const [name, fn] of Object.entries({ linkOf, compose }))
    if (fn !== undefined && typeof fn !== "function") throw wrong(name, "a function", fn);
}

function checkAddress(what: string, given: unknown): void {
  const url = URL.parse(String(given));
  if (url === null || !/^https?:$/.test(url.protocol))
    throw mistake("email", what, "an address by https: or http:", given);
}

import type { Unread } from "../inbox/deliver/delivery.ts";
import type { EmailOptions, MailWords } from "./options.ts";

/** Items that one mail names; the rest it counts. */
const MOST = 20;

/** What a mail says where the app does not: everything that people wrote is text. */
export function wordsOf(
  { items }: Unread,
  { url, linkOf }: Pick<EmailOptions, "url" | "linkOf">,
  unsubscribe: string,
): MailWords {
  const shown = items.slice(0, MOST).map((item) => ({
    title: oneLine(item.title),
    body: item.body,
    link: addressOf(item.link || linkOf?.(item), url),
  }));
  const rest = items.length - shown.length;
  const more = rest > 0 ? [`and ${rest} more`] : [];
  const first = shown[0]?.title ?? "";
  const subject = items.length === 1 ? first : `${items.length} unread notifications`;
  const end = "To get no more of these, follow this link:";
  const text = [
    ...shown.map(({ title, body, link = "" }) =>
      [title, body, link].filter((line) => line !== "").join("\n"),
    ),
    ...more,
    `--\n${end}\n${unsubscribe}`,
  ].join("\n\n");
  const html = [
    "<!doctype html>",
    '<html><body style="font-family: system-ui, sans-serif; line-height: 1.5">',
    ...shown.map(({ title, body, link }) => {
      const name = escaped(title);
      const linked = link === undefined ? name : `<a href="${escaped(link)}">${name}</a>`;
      const said = body === "" ? "" : `<br>${escaped(body).replaceAll("\n", "<br>")}`;
      return `<p><strong>${linked}</strong>${said}</p>`;
    }),
    ...more.map((line) => `<p>${line}</p>`),
    `<p style="color: #666; font-size: 0.875em">${end} <a href="${escaped(unsubscribe)}">unsubscribe</a></p>`,
    "</body></html>",
  ].join("\n");
  return { subject, text, html };
}

/** A title that is several lines would look like more of the mail than it is. */
function oneLine(text: string): string {
  return text.replaceAll(/[\s\p{Cc}]+/gu, " ");
}

/** Where a link leads from a mail, which has no page to start from. What would be run is none. */
function addressOf(link: string | undefined, base: string | URL): string | undefined {
  if (link === undefined) return undefined;
  const url = URL.parse(link, String(base));
  return url !== null && /^(?:https?|mailto):$/.test(url.protocol) ? url.href : undefined;
}

const ESCAPES: { readonly [letter: string]: string } = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (letter) => ESCAPES[letter] ?? "");
}

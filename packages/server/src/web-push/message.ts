import type { Unread } from "../inbox/deliver/delivery.ts";
import type { PushMessage, WebPushOptions } from "./options.ts";

/** Of the JSON of a push, so that it fits whatever its letters are. */
const MOST_BYTES = 3000;

/** Titles of which a push about several items tells. */
const MOST_TITLES = 3;

/** What a push says where the app does not. */
export function messageOf(
  { items, unseen }: Unread,
  { linkOf }: Pick<WebPushOptions, "linkOf">,
): PushMessage {
  const [item] = items;
  if (item === undefined || items.length > 1) {
    const titles = items.slice(0, MOST_TITLES).map(({ title }) => title);
    return { title: `${items.length} unread notifications`, body: titles.join("\n"), unseen };
  }
  const { title, body, key } = item;
  const link = item.link || linkOf?.(item);
  const said = { title, ...(link !== undefined && link !== "" && { link }), key, unseen };
  return body === "" ? said : { ...said, body: cut(body, MOST_BYTES - bytesOf(said) - 20) };
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

/** The beginning of a text that has no more bytes than this, as JSON. */
function cut(text: string, most: number): string {
  let [end, bytes] = [0, 0];
  for (const letter of text) {
    bytes += bytesOf(letter) - 2;
    if (bytes > most) return `${text.slice(0, end).trimEnd()}…`;
    end += letter.length;
  }
  return text;
}

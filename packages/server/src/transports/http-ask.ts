/** What a POST asks for. */
export type Ask =
  /** Opens a link whose events come in this one answer, for as long as it lasts. */
  | { readonly type: "stream" }
  /** Opens a link, or goes on with one: what there is after the event `after`, or what comes within `waitMs`. The next poll comes in `everyMs`. */
  | {
      readonly type: "poll";
      readonly after: number;
      readonly waitMs: number;
      readonly everyMs: number;
    }
  /** The link's `n`th batch of messages; it is the last one when the client says `bye`. */
  | { readonly type: "batch"; readonly n: number; readonly isLast: boolean };

/** A request that cannot be what a client sent. The message says what is wrong. */
export class BadAsk extends Error {
  override readonly name = "BadAsk";
}

/** The longest a poll may wait. */
const POLL_MS = 25_000;

/** The longest a client may say that it polls no more. */
const EVERY_MS = 60_000;

/** Reads what a URL asks for; other parameters are the app's own. Throws `BadAsk`. */
export function parseAsk(url: string): Ask {
  const query = URL.parse(url, "http://here")?.searchParams;
  if (query === undefined) throw new BadAsk("The URL cannot be read");
  const [down, n] = [one(query, "down"), one(query, "n")];
  if (down !== undefined && n !== undefined)
    throw new BadAsk("One of down and n is asked for, not both");
  if (down === "stream") return { type: "stream" };
  if (down === "poll") {
    const waitMs = Math.min(number(query, "wait", 0), POLL_MS);
    const everyMs = Math.min(number(query, "every", 0), EVERY_MS);
    return { type: "poll", after: number(query, "after", 0), waitMs, everyMs };
  }
  if (down !== undefined) throw new BadAsk(`down should be stream or poll, got ${brief(down)}`);
  const isLast = one(query, "bye");
  if (isLast !== undefined && isLast !== "1")
    throw new BadAsk(`bye should be 1, got ${brief(isLast)}`);
  return { type: "batch", n: number(query, "n", undefined), isLast: isLast === "1" };
}

function one(query: URLSearchParams, name: string): string | undefined {
  const all = query.getAll(name);
  if (all.length > 1) throw new BadAsk(`${name} is given ${all.length} times`);
  return all[0];
}

/** A whole number; `absent` stands where there is none, unless it has to be there. */
function number(query: URLSearchParams, name: string, absent: number | undefined): number {
  const text = one(query, name);
  if (text === undefined && absent !== undefined) return absent;
  if (text === undefined || !/^\d{1,15}$/.test(text))
    throw new BadAsk(
      `${name} should be a whole number, got ${text === undefined ? "none" : brief(text)}`,
    );
  return Number(text);
}

function brief(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}

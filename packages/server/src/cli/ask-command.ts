import { Problem } from "./problem.ts";

/** Where the server is that is asked; and the key that it takes. */
export const URL_OF_SERVER = "ALONGSIDE_URL";

/** Something to ask of a server that runs. */
export interface AskCommand {
  readonly name: "ask";
  /** As it was typed: it begins what is said when it fails. */
  readonly verb: AskVerb;
  /** The server's own URL, and what its API's paths begin with. */
  readonly url: string;
  readonly key: string;
  readonly method: "GET" | "POST" | "DELETE";
  /** Below the prefix, with its query. */
  readonly path: string;
  readonly body?: object;
  readonly json: boolean;
}

/** What each takes. */
const VERBS = {
  rooms: "alongside rooms [PREFIX] [--limit 100] [--after ROOM]",
  state: "alongside state ROOM",
  log: "alongside log ROOM [--after SEQ] [--limit 100] [--by USER]",
  history: "alongside history ROOM SEQ",
  people: "alongside people ROOM",
  kick: "alongside kick ROOM USER [WORDS]",
  series: "alongside series ROOM SERIES",
  publish: "alongside publish ROOM SERIES KEY=POINT …",
  notify: "alongside notify USER KIND SUBJECT TITLE [BODY]",
  followers: "alongside followers",
  letters: "alongside letters FOLLOWER [--after LETTER] [--limit 100]",
  retry: "alongside retry FOLLOWER LETTER|all",
  drop: "alongside drop FOLLOWER LETTER",
  audit: "alongside audit [ROOM] [--from TIME] [--to TIME]",
} as const;

export type AskVerb = keyof typeof VERBS;

export const ASK_HELP = `  alongside rooms [PREFIX]        the rooms that hold something
  alongside state ROOM            what is in a room
  alongside log ROOM              who changed what; --after SEQ, --by USER
  alongside history ROOM SEQ      what was in it after an entry
  alongside people ROOM           who is in it
  alongside kick ROOM USER [WORDS]
                     asks somebody out of it; they may come back unless the rooms say no
  alongside series ROOM SERIES    the newest values of a series
  alongside publish ROOM SERIES KEY=POINT …
                     publishes to a series: KEY=61.5, or KEY='{"cpu":0.5}' where points have fields
  alongside notify USER KIND SUBJECT TITLE [BODY]
                     puts a notification into a user's inbox
  alongside followers             who reads logs, webhooks too, how far behind, with how many letters
  alongside letters FOLLOWER      what a follower could not do
  alongside retry FOLLOWER LETTER|all
                     tries it again, or all of it, one after the other
  alongside drop FOLLOWER LETTER  forgets it
  alongside audit [ROOM]          who did what, in all rooms or one, as lines of JSON to keep;
                     --from and --to 2026-11-30T08:00:00Z
                     These ask a server that runs, at ALONGSIDE_URL, with the key ALONGSIDE_KEY.
                     They end with 0, with 1 where it refuses, and with 2 for a wrong command.
`;

export function isAskVerb(name: string | undefined): name is AskVerb {
  return name !== undefined && Object.hasOwn(VERBS, name);
}

interface AskValues {
  readonly after?: string;
  readonly by?: string;
  readonly limit?: string;
  readonly from?: string;
  readonly to?: string;
  readonly json: boolean;
}

/** What is to be asked. `url` is `ALONGSIDE_URL`, `keys` are those of `ALONGSIDE_KEY`. Throws `Problem`. */
export function askCommand(
  verb: AskVerb,
  given: readonly string[],
  values: AskValues,
  url: string,
  keys: readonly string[],
): AskCommand {
  const { after, by, limit, from, to, json } = values;
  const [first, second, third] = given;
  const most =
    {
      followers: 0,
      history: 2,
      kick: 3,
      series: 2,
      publish: Infinity,
      notify: 5,
      retry: 2,
      drop: 2,
    }[verb as string] ?? 1;
  const least =
    {
      rooms: 0,
      followers: 0,
      audit: 0,
      history: 2,
      kick: 2,
      series: 2,
      publish: 3,
      notify: 4,
      retry: 2,
      drop: 2,
    }[verb as string] ?? 1;
  const isPaged = verb === "rooms" || verb === "log" || verb === "letters";
  const isAll = verb === "retry" && second === "all";
  const isWrong =
    given.length < least ||
    given.length > most ||
    (!isPaged && (after ?? limit) !== undefined) ||
    (verb !== "log" && by !== undefined) ||
    (verb !== "audit" && (from ?? to) !== undefined) ||
    (verb === "history" && !/^\d{1,15}$/.test(second ?? "")) ||
    ((verb === "retry" || verb === "drop") && !/^\d{1,15}$/.test(second ?? "") && !isAll);
  if (isWrong) throw new Problem(`Write it so: ${VERBS[verb]} (alongside --help)`, 2);
  const [key] = keys;
  if (key === undefined)
    throw new Problem(`Set ALONGSIDE_KEY to a key of the server that ${URL_OF_SERVER} names`, 2);
  const room = `/rooms/${encodeURIComponent(first ?? "")}`;
  const letters = `/followers/${encodeURIComponent(first ?? "")}/letters`;
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ after, by, limit, from, to }))
    if (value !== undefined) query.set(name, value);
  if (verb === "rooms" && first !== undefined) query.set("prefix", first);
  if (verb === "audit" && first !== undefined) query.set("room", first);
  const path = {
    audit: "/audit",
    notify: `/users/${encodeURIComponent(first ?? "")}/notifications`,
    followers: "/followers",
    letters,
    // Of all of them the list.
    retry: isAll ? letters : `${letters}/${second}/retry`,
    drop: `${letters}/${second}`,
    rooms: "/rooms",
    state: `${room}/state`,
    log: `${room}/changes`,
    history: `${room}/history/${second}`,
    people: `${room}/people`,
    kick: `${room}/kick`,
    series: `${room}/series/${encodeURIComponent(second ?? "")}`,
    publish: `${room}/series/${encodeURIComponent(second ?? "")}`,
  }[verb];
  const ask = {
    name: "ask",
    verb,
    url: prefixOf(url),
    key,
    path: query.size === 0 ? path : `${path}?${query.toString()}`,
    json,
  } as const;
  if (verb === "publish") return { ...ask, method: "POST", body: pointsOf(given.slice(2)) };
  if (verb === "notify") return { ...ask, method: "POST", body: noteOf(given.slice(1)) };
  if (verb === "retry") return { ...ask, method: isAll ? "GET" : "POST" };
  if (verb === "drop") return { ...ask, method: "DELETE" };
  if (verb !== "kick") return { ...ask, method: "GET" };
  const body = third === undefined ? { user: second } : { user: second, message: third };
  return { ...ask, method: "POST", body };
}

function noteOf([kind, subject, title, body]: readonly string[]): object {
  return { kind, subject, title, ...(body !== undefined && { body }) };
}

/** Points by key, as they were typed. */
function pointsOf(typed: readonly string[]): object {
  const points = typed.map((text) => {
    const at = text.lastIndexOf("=");
    const point = at < 1 ? undefined : pointOf(text.slice(at + 1));
    if (point === undefined)
      throw new Problem(`${text} is no KEY=POINT with a number or JSON: ${VERBS.publish}`, 2);
    return [text.slice(0, at), point] as const;
  });
  return Object.fromEntries(points);
}

function pointOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A server's own URL has its API at `/v1`; one with a path names where the API is. */
function prefixOf(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== "")
    throw new Problem(
      `${URL_OF_SERVER} is the URL of a server such as https://live.example.com, without a name and password`,
      2,
    );
  const path = url.pathname.replace(/\/+$/, "");
  return `${url.origin}${path === "" ? "/v1" : path}`;
}

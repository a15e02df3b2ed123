import type { Json } from "@alongside/core";
import { isFields } from "@alongside/core/engine";
import { checkBound, DEFAULTS } from "../report/bounds.ts";
import { BARS, type BarName, type Bars } from "../report/bars.ts";
import type { Write } from "../report/writing.ts";
import { Problem } from "./problem.ts";

/** Holds the token of a user, for a server that asks who comes. Not a flag: everybody on a machine sees the flags of its processes. */
export const TOKEN = "ALONGSIDE_TOKEN";

/** A running app to measure. */
export interface ReportCommand {
  readonly name: "report";
  readonly url: string | undefined;
  readonly rooms: string | undefined;
  readonly kind: string | undefined;
  readonly write: Write | undefined;
  readonly clients: number;
  readonly seconds: number;
  readonly token: string | undefined;
  readonly key: string | undefined;
  readonly json: boolean;
  /** A file to write as a page. */
  readonly html: string | undefined;
  readonly bars: Bars;
  /** As it was typed. */
  readonly typed: string;
}

export const REPORT_HELP = `  alongside report   measures the app on this machine in about 20 s: starts its server, or takes the
                     one at --url, and prints how soon people see what others do, how much it
                     takes, and whether anything is lost; leaves no rooms behind
                     --url URL, --clients ${DEFAULTS.clients}, --seconds ${DEFAULTS.seconds}
                     --kind NAME        which kind of room
                     --mutation NAME --args JSON, or --update JSON
                                        what people write; $n, $client and $id are filled in
                     --json, --html FILE
                     --max-p99 MS, --max-own, --max-presence, --max-join, --max-reconnect,
                     --max-lost 0, --max-doubled 0, --max-refused 0, --min-changes, --min-people
                                        bars: it ends with 1 where one is missed
                     ALONGSIDE_TOKEN is the token of a user, ALONGSIDE_KEY a key of the server at
                     --url; without the key nothing is written there
`;

const BAR_NAMES = Object.keys(BARS) as readonly BarName[];

/** Its options; those that it shares with others are theirs. */
export const REPORT_OPTIONS = {
  url: { type: "string" },
  clients: { type: "string" },
  seconds: { type: "string" },
  kind: { type: "string" },
  mutation: { type: "string" },
  args: { type: "string" },
  update: { type: "string" },
  html: { type: "string" },
  ...(Object.fromEntries(BAR_NAMES.map((name) => [name, { type: "string" }])) as {
    readonly [N in BarName]: { readonly type: "string" };
  }),
} as const;

type Values = { readonly [N in keyof typeof REPORT_OPTIONS]?: string } & {
  readonly rooms?: string;
  readonly json: boolean;
};

/** What is to be measured. `typed` are the arguments. Throws `Problem`. */
export function reportCommand(
  values: Values,
  env: Readonly<Record<string, string | undefined>>,
  keys: readonly string[],
  typed: readonly string[],
): ReportCommand {
  const { clients, seconds } = values;
  const bars: { -readonly [N in BarName]?: number } = {};
  for (const name of BAR_NAMES) {
    const text = values[name];
    if (text === undefined) continue;
    const bar = numberOf(text);
    if (!(bar >= 0)) throw usage(`--${name} is a number that is not below 0, got ${quoted(text)}`);
    bars[name] = bar;
  }
  return {
    name: "report",
    url: values.url,
    rooms: values.rooms,
    kind: values.kind,
    write: writeOf(values),
    clients: checkBound("clients", countOf(clients, DEFAULTS.clients, "--clients"), "--clients"),
    seconds: checkBound("seconds", countOf(seconds, DEFAULTS.seconds, "--seconds"), "--seconds"),
    token: env[TOKEN] || undefined,
    key: keys[0],
    json: values.json,
    html: values.html,
    bars,
    typed: ["alongside", ...typed].map(shellWord).join(" "),
  };
}

function writeOf({ mutation, args, update }: Values): Write | undefined {
  if (mutation !== undefined && update !== undefined)
    throw usage("Name a --mutation or an --update, not both");
  if (mutation !== undefined)
    return { name: "mutation", mutation, args: args === undefined ? {} : jsonOf(args, "--args") };
  if (args !== undefined) throw usage("--args are those of a --mutation; name it");
  if (update === undefined) return undefined;
  const fields = jsonOf(update, "--update");
  if (!isFields(fields))
    throw usage(`--update is an object such as {"title":"$n"}, got ${quoted(update)}`);
  return { name: "update", fields };
}

function jsonOf(text: string, option: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw usage(`${option} is JSON, got ${quoted(text)}`);
  }
}

function countOf(text: string | undefined, otherwise: number, option: string): number {
  if (text === undefined) return otherwise;
  const count = numberOf(text);
  if (Number.isNaN(count)) throw usage(`${option} is a number, got ${quoted(text)}`);
  return count;
}

function numberOf(text: string): number {
  return /^\d+(?:\.\d+)?(?:e\d+)?$/.test(text) ? Number(text) : Number.NaN;
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}

/** So that it can be pasted into a terminal. */
function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

function usage(message: string): Problem {
  return new Problem(`${message} (alongside --help)`, 2);
}

import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Origins } from "../transports/origins.ts";
import { isKey } from "../api/access.ts";
import { ASK_HELP, type AskCommand, askCommand, isAskVerb, URL_OF_SERVER } from "./ask-command.ts";
import { Problem } from "./problem.ts";
import {
  REPORT_HELP,
  REPORT_OPTIONS,
  type ReportCommand,
  reportCommand,
} from "./report-command.ts";

/** A server to run. */
export interface ServeCommand {
  readonly name: "dev" | "start";
  readonly port: number;
  /** Where to listen: an address or a name of this machine. */
  readonly host: string;
  /** The folder that holds the rooms. */
  readonly data: string;
  /** The module that exports the kinds of rooms; by default the first of `DEFAULT_ROOMS` that exists. */
  readonly rooms: string | undefined;
  readonly files: string | undefined;
  readonly hashed: string | undefined;
  readonly origins: Origins | undefined;
  /** What signs the tokens; without it everybody is a guest. */
  readonly secret: string | undefined;
  /** Those of the HTTP API; none, and there is no API. */
  readonly keys: readonly string[];
  readonly log: "text" | "json";
  /** Whether entries are sealed: see `SqliteOptions.chain`. */
  readonly chain?: boolean;
}

/** A backup to put in place. */
export interface RestoreCommand {
  readonly name: "restore";
  /** The database file that is the backup. */
  readonly backup: string;
  /** The folder that holds the rooms. */
  readonly data: string;
}

/** A backup to write. */
export interface BackupCommand {
  readonly name: "backup";
  /** The file to write: there is none yet. */
  readonly backup: string;
  /** The folder that holds the rooms. */
  readonly data: string;
  readonly json: boolean;
}

/** A database file to look through. */
export interface VerifyCommand {
  readonly name: "verify";
  readonly file: string;
  /** It is one that an audit wrote. */
  readonly audit?: boolean;
  /** A file to write the last seal of each room to. */
  readonly heads?: string;
  /** A file with seals that are to be found. */
  readonly against?: string;
  readonly json: boolean;
}

/** What a command line asks for. */
export type Command =
  | { readonly name: "help" }
  | { readonly name: "version" }
  | ServeCommand
  | AskCommand
  | BackupCommand
  | VerifyCommand
  | ReportCommand
  | RestoreCommand;

/** Where the rooms are looked for. */
export const DEFAULT_ROOMS = ["rooms.ts", "rooms.js", "rooms.mjs"];

/** Holds the secret that signs tokens. Not a flag: everybody on a machine sees the flags of its processes. */
export const SECRET = "ALONGSIDE_JWT_SECRET";

/** Holds the keys of the HTTP API, one or several with commas between. */
export const KEY = "ALONGSIDE_KEY";

/** The file that holds the rooms of a folder. */
export function databaseIn(data: string): string {
  return join(data, "rooms.db");
}

/** What is asked when nobody says what. */
const LOCAL = "http://127.0.0.1:4000";

/** Where the command listens when nobody says where. */
const LOOPBACK = "127.0.0.1";

export const HELP = `alongside: a server on which people work together

  alongside dev      try it: everybody is a guest, and an edit of the rooms is served at once
  alongside start    for real: tokens are checked
  alongside backup FILE
                     writes all that is in --data to a new file, as of one moment, while a server
                     runs or not, and reads it back; for cron: date it, as in
                     backup/$(date +%F).db
  alongside restore BACKUP
                     puts a copy of a database file in the place of the rooms in --data, while no
                     server runs; what was there stays beside it
  alongside verify FILE
                     reads a whole backup, or the file of a server that is stopped, and says in
                     which rooms something is damaged, or was changed since it was sealed (--chain);
                     --heads NEW writes the last seal of each room, --against OLD looks for them
  alongside verify --audit FILE
                     looks through what "alongside audit" wrote
${REPORT_HELP}
${ASK_HELP}
  --rooms FILE       the module that exports the rooms (${DEFAULT_ROOMS[0]} or ${DEFAULT_ROOMS[1]})
  --data FOLDER      where rooms are kept (data)
  --port NUMBER      (4000)
  --host ADDRESS     where to listen (HOST, else 127.0.0.1: this machine only); 0.0.0.0 lets others in
  --files FOLDER     a page to serve as well
  --hashed FOLDER    a folder in it whose file names change with what is in them, for browsers to keep
  --origin ORIGIN    a page that may connect, as in https://app.example.com; may be repeated
                     (dev: those of this machine, start: of the same host)
  --json             what comes out is JSON
  --chain            seal each entry over the one before, so that verify finds what was changed
  --open             start without tokens: everybody is a guest
  --log text|json    (text)
  --help, --version

  ${SECRET}   the secret that signs tokens, at least 32 bytes; "start" needs it
  ${URL_OF_SERVER}          the server that rooms, state, log, history, people, kick,
                     series, publish and notify ask
                         (http://127.0.0.1:4000)
  ${KEY}          a key of the HTTP API at /v1, at least 24 characters, for all that it can do;
                         several with commas between; without one there is no API
`;

const OPTIONS = {
  rooms: { type: "string" },
  data: { type: "string", default: "data" },
  port: { type: "string", default: "4000" },
  host: { type: "string" },
  files: { type: "string" },
  hashed: { type: "string" },
  origin: { type: "string", multiple: true },
  open: { type: "boolean", default: false },
  log: { type: "string", default: "text" },
  json: { type: "boolean", default: false },
  chain: { type: "boolean", default: false },
  audit: { type: "boolean", default: false },
  from: { type: "string" },
  to: { type: "string" },
  heads: { type: "string" },
  against: { type: "string" },
  after: { type: "string" },
  by: { type: "string" },
  limit: { type: "string" },
  ...REPORT_OPTIONS,
  help: { type: "boolean", short: "h", default: false },
  version: { type: "boolean", short: "v", default: false },
} as const;

/** What the arguments ask for. Throws `Problem`. */
export function parseCommand(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Command {
  const { values, positionals } = parse(args);
  if (values.help) return { name: "help" };
  if (values.version) return { name: "version" };
  const [name, ...rest] = positionals;
  if (name === "restore") return restoreCommand(rest, values.data);
  if (name === "backup") return backupCommand(rest, values.data, values.json);
  if (name === "verify") return verifyCommand(rest, values);
  if (name === "report") {
    if (rest.length > 0) throw usage(`Unexpected "${rest.join(" ")}"`);
    return reportCommand(values, env, keysIn(env[KEY]), args);
  }
  if (isAskVerb(name))
    return askCommand(name, rest, values, env[URL_OF_SERVER] || LOCAL, keysIn(env[KEY]));
  if (name !== "dev" && name !== "start") {
    throw usage(
      name === undefined
        ? "Say what to do: alongside dev, alongside start, or alongside restore"
        : `Unknown command "${name}"`,
    );
  }
  if (rest.length > 0) throw usage(`Unexpected "${rest.join(" ")}"`);
  if (values.log !== "text" && values.log !== "json")
    throw usage(`--log is text or json, got "${values.log}"`);
  const secret = env[SECRET] === "" ? undefined : env[SECRET];
  const isOpen = name === "dev" || values.open;
  if (!isOpen && secret === undefined) {
    throw new Problem(
      `Set ${SECRET} to the secret that signs your tokens, or pass --open to let everybody in`,
    );
  }
  return {
    name,
    port: portOf(values.port),
    host: values.host || env["HOST"] || LOOPBACK,
    data: values.data,
    rooms: values.rooms,
    files: values.files,
    hashed: values.hashed,
    origins: values.origin,
    secret: isOpen ? undefined : secret,
    keys: keysIn(env[KEY]),
    log: values.log,
    ...(values.chain && { chain: true }),
  };
}

function keysIn(text = ""): readonly string[] {
  const keys = text
    .split(",")
    .map((key) => key.trim())
    .filter((key) => key !== "");
  // Not which: it may be a secret.
  if (!keys.every(isKey))
    throw new Problem(
      `${KEY}: a key has 24 to 512 characters of ASCII, without spaces; openssl rand -base64 32 makes one`,
    );
  return keys;
}

function restoreCommand([backup, ...rest]: readonly string[], data: string): RestoreCommand {
  if (backup === undefined) throw usage("Name the backup: alongside restore backup/rooms.db");
  if (rest.length > 0) throw usage(`Unexpected "${rest.join(" ")}"`);
  return { name: "restore", backup, data };
}

function backupCommand(
  [backup, ...rest]: readonly string[],
  data: string,
  json: boolean,
): BackupCommand {
  if (backup === undefined) throw usage("Name the file to write: alongside backup rooms-monday.db");
  if (rest.length > 0) throw usage(`Unexpected "${rest.join(" ")}"`);
  return { name: "backup", backup, data, json };
}

function verifyCommand(
  [file, ...rest]: readonly string[],
  { json, audit = false, heads, against }: Omit<VerifyCommand, "name" | "file">,
): VerifyCommand {
  if (file === undefined) throw usage("Name the file: alongside verify rooms-monday.db");
  if (rest.length > 0) throw usage(`Unexpected "${rest.join(" ")}"`);
  if (audit && heads !== undefined)
    throw usage("--heads is for a database file, and not for an audit");
  return {
    name: "verify",
    file,
    json,
    ...(audit && { audit }),
    ...(heads !== undefined && { heads }),
    ...(against !== undefined && { against }),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true, strict: true });
  } catch (error) {
    // Node adds a hint about arguments that begin with a dash; the first sentence says it all.
    throw usage(error instanceof Error ? (error.message.split(/\.\s/, 1)[0] ?? "") : String(error));
  }
}

function portOf(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw usage(`--port is a number from 0 to 65535, got "${text}"`);
  return port;
}

function usage(message: string): Problem {
  return new Problem(`${message} (alongside --help)`, 2);
}

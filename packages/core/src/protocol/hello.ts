import { type Introduction, introductionParts, parseIntroduction } from "./introduction.ts";
import { asArray, asCount, asString, asTuple, trimmed } from "./shape.ts";

/** So many messages may follow hello at once: the server keeps them until it has looked at the token. */
export const GREETING_MESSAGES = 64;

/** As many bytes may hello and what follows it have, as UTF-8, until the server has said welcome. */
export const GREETING_BYTES = 64 * 1024;

/**
 * The first frame of a connection: who is calling, and which versions of the wire it speaks. On the wire
 * `["h", versions, features, kinds, token?, guest?, introduction?]`; `token` and `guest` are null where only what follows is told.
 */
export interface Hello {
  readonly type: "hello";
  readonly versions: readonly number[];
  /** What the client can beyond the version: see `FEATURES`. A server passes over those that it does not know. */
  readonly features: readonly string[];
  /** The kinds of log entries that the client knows: see `ENTRY_KINDS`. */
  readonly kinds: readonly string[];
  /** What `getToken` answered. */
  readonly token?: string;
  /** Without a token: a secret that keeps a guest's identity over page loads. Used in development mode only. */
  readonly guest?: string;
  /** How the page asks to be shown. */
  readonly introduction?: Introduction;
}

/** How many features or kinds one side may name. */
const MAX_NAMES = 64;

export function parseHello(parts: readonly unknown[]): Hello {
  asTuple(parts, "hello", 4, 7);
  const token = parts[4] ?? undefined;
  const guest = parts[5] ?? undefined;
  const introduction = parts[6];
  return {
    type: "hello",
    versions: asArray(parts[1], "hello.versions", 16).map((version) =>
      asCount(version, "hello.versions", 1),
    ),
    features: asNames(parts[2], "hello.features"),
    kinds: asNames(parts[3], "hello.kinds"),
    ...(token !== undefined && { token: asString(token, "hello.token", 16_384) }),
    ...(guest !== undefined && { guest: asString(guest, "hello.guest", 64) }),
    ...(introduction !== undefined && {
      introduction: parseIntroduction(introduction, "hello.introduction"),
    }),
  };
}

/** The frame of the message `hello`, as it goes over the wire. */
export function encodeHello(hello: Omit<Hello, "type">): string {
  const { versions, features, kinds, token, guest } = hello;
  const rest = trimmed([token, guest, introductionParts(hello.introduction)]);
  // What is undefined before something else is null as JSON.
  return JSON.stringify(["h", versions, features, kinds, ...rest]);
}

function asNames(value: unknown, what: string): readonly string[] {
  return asArray(value, what, MAX_NAMES).map((name) => asString(name, what, 32));
}

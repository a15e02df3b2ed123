import { createHash, timingSafeEqual } from "node:crypto";
import { isFields, mistake } from "@alongside/core/engine";
import { jwt, type JwtOptions } from "../auth/jwt.ts";

/** What a key lets its holder do, each with all of what stands before it. */
export const SCOPES = ["read", "write", "admin"] as const;

export type Scope = (typeof SCOPES)[number];

/** A key of the HTTP API. */
export interface ApiKey {
  /** 24 to 512 characters without spaces, better 32 random ones. */
  readonly key: string;
  /** `read` looks; `write` changes what is in rooms too; `admin` may also delete rooms. @default "read" */
  readonly scope?: Scope;
  /** Only rooms whose ids begin with it: `board:` or `board:team-7-`. @default All rooms. */
  readonly rooms?: string;
}

/** Options of the HTTP API: see `ServerOptions.api`. */
export interface ApiOptions {
  /** Several may hold at a time: add the new one, change who uses it, take the old one out. */
  readonly keys?: readonly ApiKey[];
  /**
   * Takes tokens too: those that were signed with this key and whose `scope` has `rooms:read`, `rooms:write` or `rooms:admin`. A claim
   * `rooms`, a text, is what `ApiKey.rooms` is.
   */
  readonly jwt?: JwtOptions;
  /** Pages of these origins may ask from a browser: `["https://admin.example"]`. @default None. */
  readonly origins?: readonly string[];
}

/** What whoever asks may do. */
export interface Access {
  readonly scope: Scope;
  /** What the ids of rooms begin with that it is good for; empty for all. */
  readonly rooms: string;
  /** Names it in counts of what it uses, and tells nothing of it. */
  readonly name: string;
}

const KEY = /^[\x21-\x7e]{24,512}$/;

/** Whether nobody could guess it: 24 to 512 characters of ASCII, without spaces. */
export function isKey(key: unknown): key is string {
  return typeof key === "string" && KEY.test(key);
}

interface KnownKey extends Access {
  readonly digest: Buffer;
}

/** Finds out what a key or token lets its holder do. */
export class Keys {
  readonly #keys: readonly KnownKey[];
  readonly #tokens: ReturnType<typeof jwt> | undefined;

  /** Throws `TypeError` for keys that could be guessed, are there twice, or are none at all. */
  constructor(given: ApiOptions) {
    const options: unknown = given;
    if (!isFields(options)) throw mistake("createServer", "api", "{ keys: [{ key }] }", options);
    const { keys = [], jwt: tokens } = given;
    if (!Array.isArray(keys) || (keys.length === 0 && tokens === undefined))
      throw mistake("createServer", "api.keys", "a list with a key, or api.jwt", keys);
    this.#keys = keys.map(known);
    if (new Set(this.#keys.map(({ name }) => name)).size < keys.length)
      throw new TypeError("createServer: api.keys has the same key twice");
    this.#tokens =
      tokens === undefined
        ? undefined
        : jwt({ ...tokens, user: (claims) => ({ ...accessInfo(claims), id: "api", color: "" }) });
  }

  /** Undefined for what lets nobody do anything. Rejects with `Refused` for a token that is not good, and where that cannot be found out. */
  async accessOf(token: string): Promise<Access | undefined> {
    const digest = digestOf(token);
    let found: Access | undefined;
    // Each is compared whole, so that time tells nothing.
    for (const key of this.#keys) if (timingSafeEqual(key.digest, digest)) found = key;
    if (found !== undefined || this.#tokens === undefined || !/^[^.]+\.[^.]+\.[^.]+$/.test(token))
      return found;
    const info = { url: "", headers: {}, address: "" };
    const { user } = await this.#tokens(token, info, {});
    const { scope, rooms, name } = user as unknown as Access & { readonly scope: Scope | null };
    return scope === null ? undefined : { scope, rooms, name };
  }
}

function known(given: ApiKey, i: number): KnownKey {
  const { key, scope = "read", rooms = "" } = isFields(given) ? given : ({} as ApiKey);
  // Of a wrong one nothing is told: it may be a secret.
  if (!isKey(key))
    throw new TypeError(
      `createServer: api.keys[${i}].key should have 24 to 512 characters of ASCII, without spaces`,
    );
  if (!SCOPES.includes(scope))
    throw mistake("createServer", `api.keys[${i}].scope`, '"read", "write" or "admin"', scope);
  if (typeof rooms !== "string")
    throw mistake("createServer", `api.keys[${i}].rooms`, '"board:", say', rooms);
  const digest = digestOf(key);
  return { digest, scope, rooms, name: digest.toString("base64url").slice(0, 12) };
}

function accessInfo(claims: { readonly [name: string]: unknown }): {
  readonly name: string;
  readonly scope: Scope | null;
  readonly rooms: string;
} {
  const { scope, rooms = "", sub } = claims;
  const given = typeof scope === "string" ? scope.split(" ") : [];
  // A claim that is no text limits to something that nobody knows.
  const isGood = typeof rooms === "string";
  const found = SCOPES.findLast((one) => given.includes(`rooms:${one}`));
  const name = `jwt:${typeof sub === "string" ? sub : ""}`;
  return { name, scope: (isGood ? found : undefined) ?? null, rooms: isGood ? rooms : "" };
}

/** Whether a scope has what another one asks for. */
export function reaches(scope: Scope, needed: Scope): boolean {
  return SCOPES.indexOf(scope) >= SCOPES.indexOf(needed);
}

function digestOf(key: string): Buffer {
  return createHash("sha256").update(key).digest();
}

import { createPublicKey, KeyObject } from "node:crypto";
import { Refused } from "@alongside/core";
import { isFields, mistake, type UserInfo } from "@alongside/core/engine";
import {
  createRemoteJWKSet,
  errors,
  type JWTPayload,
  type JWTVerifyGetKey,
  type JWTVerifyOptions,
  jwtVerify,
} from "jose";
import type { Authenticate } from "../session/wire.ts";
import { colorOf } from "../identity/palette.ts";

/** What is checked about a token besides its signature, and whom it makes. */
export interface JwtChecks {
  readonly issuer?: string | readonly string[];
  readonly audience?: string | readonly string[];
  /** Seconds by which clocks may differ. @default 5 */
  readonly clockToleranceSeconds?: number;
  /** Whom the claims describe; may look them up. @default `sub`, with `name` and `color` where the token has them */
  readonly user?: (claims: JWTPayload) => UserInfo | Promise<UserInfo>;
}

/** How a token's signature is checked: by a shared secret (HS256 and up), a public key, or the keys at a URL. */
export type JwtKey =
  | { readonly secret: string | Uint8Array }
  /** PEM text, or a key. */
  | { readonly publicKey: string | KeyObject }
  /** Where a login service publishes its keys: `https://…/.well-known/jwks.json`. */
  | { readonly jwks: string | URL };

/** Options of {@link jwt}: a key that checks signatures, and what else is checked. */
export type JwtOptions = JwtKey & JwtChecks;

const SYMMETRIC = ["HS256", "HS384", "HS512"];
const ASYMMETRIC = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
  "Ed25519",
];
/** RFC 7518: an HS256 key has at least as many bits as its hash. */
const SECRET_BYTES = 32;

/**
 * Lets in whoever brings a token that was signed with the key, until it expires. While the service that publishes the keys does
 * not answer, or when `user` throws or rejects with anything but `Refused`, clients hear `auth.unavailable` and try again; the server's log says
 * why. Throws `TypeError` for a secret that is too short to be one, or a key that signs nothing.
 */
export function jwt(options: JwtOptions): Authenticate {
  const { key, algorithms } = keyOf(options);
  const checks: JWTVerifyOptions = {
    algorithms,
    clockTolerance: options.clockToleranceSeconds ?? 5,
    requiredClaims: options.user === undefined ? ["sub"] : [],
    ...(options.issuer !== undefined && { issuer: listOf(options.issuer) }),
    ...(options.audience !== undefined && { audience: listOf(options.audience) }),
  };
  const userOf = options.user ?? defaultUser;
  return async (token) => {
    if (token === undefined)
      throw new Refused("auth.failed", "There is no token; getToken should answer one");
    const claims = await verify(token, key, checks);
    return {
      user: await userOf(claims),
      ...(claims.exp !== undefined && { expires: claims.exp * 1000 }),
      // Tokens tell time in seconds: one of the second in which somebody was sent away may be a new one.
      ...(claims.iat !== undefined && { issued: claims.iat * 1000 + 999 }),
    };
  };
}

async function verify(
  token: string,
  key: JWTVerifyGetKey,
  checks: JWTVerifyOptions,
): Promise<JWTPayload> {
  try {
    return (await jwtVerify(token, key, checks)).payload;
  } catch (error) {
    if (error instanceof errors.JWTExpired)
      throw new Refused("auth.expired", "The token has expired");
    if (isTokensFault(error))
      throw new Refused("auth.failed", `The token was refused: ${error.message}`);
    // The service that publishes the keys did not answer: the token may be fine.
    throw new Error("The token could not be checked: its key could not be had", { cause: error });
  }
}

function isTokensFault(error: unknown): error is errors.JOSEError {
  const isUnreachable = error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid;
  return (
    error instanceof errors.JOSEError && !isUnreachable && error.code !== errors.JOSEError.code
  );
}

function keyOf(options: JwtKey): { readonly key: JWTVerifyGetKey; readonly algorithms: string[] } {
  const given: unknown = options;
  if (!isFields(given) || !["secret", "publicKey", "jwks"].some((name) => name in given))
    throw mistake("jwt", "the options", "one of { secret }, { publicKey } or { jwks }", given);
  if ("secret" in options) {
    // Of a wrong one only the kind is told: a number may be a secret too.
    if (typeof options.secret !== "string" && !((options.secret as unknown) instanceof Uint8Array))
      throw new TypeError(
        `jwt: the secret should be a text or bytes, got ${typeof options.secret} (docs/errors.md#jwt)`,
      );
    const secret =
      typeof options.secret === "string"
        ? new TextEncoder().encode(options.secret)
        : options.secret;
    if (secret.length < SECRET_BYTES) {
      throw new TypeError(
        `jwt: the secret has ${secret.length} bytes, it needs at least ${SECRET_BYTES} (docs/errors.md#jwt)`,
      );
    }
    return { key: () => secret, algorithms: SYMMETRIC };
  }
  if ("publicKey" in options) {
    const key = publicKeyOf(options.publicKey);
    return { key: () => key, algorithms: algorithmsOf(key) };
  }
  const url = URL.parse(String(options.jwks));
  if (url === null || !url.protocol.startsWith("http"))
    throw mistake("jwt", "jwks", "the address of the keys, https://…/jwks.json", options.jwks);
  return { key: createRemoteJWKSet(url), algorithms: ASYMMETRIC };
}

function publicKeyOf(given: string | KeyObject): KeyObject {
  if (given instanceof KeyObject) return given;
  try {
    return createPublicKey(given);
  } catch (error) {
    const is = typeof given === "string" ? "a text that is no PEM" : typeof given;
    throw new TypeError(
      `jwt: publicKey should be PEM text or a KeyObject, got ${is} (docs/errors.md#jwt)`,
      { cause: error },
    );
  }
}

/** What a key can have signed. A token that names another algorithm is refused for that; the key would only throw. */
function algorithmsOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): string[] {
  const kind = asymmetricKeyType === "ec" ? asymmetricKeyDetails?.namedCurve : asymmetricKeyType;
  const algorithms = kind === undefined ? undefined : ALGORITHMS.get(kind);
  if (algorithms !== undefined) return algorithms;
  throw new TypeError(
    `jwt: publicKey should be an RSA, EC (P-256, P-384, P-521) or Ed25519 key, got ${kind ?? "a secret"}`,
  );
}

/** By kind of key, or curve. */
const ALGORITHMS = new Map([
  ["rsa", ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"]],
  ["rsa-pss", ["PS256", "PS384", "PS512"]],
  ["prime256v1", ["ES256"]],
  ["secp384r1", ["ES384"]],
  ["secp521r1", ["ES512"]],
  ["ed25519", ["EdDSA", "Ed25519"]],
]);

function defaultUser(claims: JWTPayload): UserInfo {
  const id = claims.sub ?? "";
  const color = claims["color"];
  return {
    id,
    name: firstText(claims["name"], claims["preferred_username"], claims["nickname"], id),
    color: typeof color === "string" && color !== "" ? color : colorOf(id),
  };
}

function firstText(...values: readonly unknown[]): string {
  for (const value of values) if (typeof value === "string" && value.trim() !== "") return value;
  return "";
}

function listOf(value: string | readonly string[]): string[] {
  return typeof value === "string" ? [value] : [...value];
}

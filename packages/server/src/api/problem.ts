import { Invalid, Refused } from "@alongside/core";
import { Incompatible } from "@alongside/core/engine";
import { Stale } from "../room/stale.ts";

/** Why a request over HTTP was not done, as RFC 9457 has it. */
export class Problem extends Error {
  override readonly name = "Problem";
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What else its body says. */
  readonly details: Readonly<Record<string, string | number>>;

  constructor(
    status: number,
    code: string,
    message: string,
    {
      headers = {},
      details = {},
    }: { readonly headers?: Problem["headers"]; readonly details?: Problem["details"] } = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
    this.details = details;
  }

  /** Its body, as `application/problem+json`. */
  get body(): object {
    const { status, code, message: detail, details } = this;
    return {
      title: TITLES.get(status) ?? "Refused",
      status,
      code,
      detail,
      doc: `${DOC}#${code}`,
      ...details,
    };
  }
}

/** Where codes are explained. */
const DOC = "docs/errors.md";

const TITLES = new Map([
  [400, "Bad request"],
  [401, "No key"],
  [403, "Not allowed"],
  [404, "Not found"],
  [405, "Wrong method"],
  [409, "Conflict"],
  [410, "Gone"],
  [412, "Not as expected"],
  [413, "Too large"],
  [415, "Wrong type"],
  [422, "Refused"],
  [429, "Too much"],
  [500, "Failed"],
  [503, "Try again"],
]);

const STATUS = new Map([
  ["room.unknown", 404],
  ["room.missing", 404],
  ["mutation.unknown", 404],
  ["series.unknown", 404],
  ["feed.unknown", 404],
  ["post.unknown", 404],
  ["post.too-soon", 429],
  // More of them may not come another time either.
  ["limit.series", 422],
  ["history.future", 404],
  ["history.forgotten", 410],
  ["room.deleted", 410],
  ["once.full", 429],
  ["message.too-big", 413],
  ["version.too-many", 429],
  ["room.reset", 503],
  ["room.faulty", 503],
  ["store.failed", 503],
  ["auth.unavailable", 503],
  ["server.stopping", 503],
]);

/** A request that is not as the API takes it: 400. */
export function badRequest(message: string, path?: string): Problem {
  const details = path === undefined ? {} : { path };
  return new Problem(400, "request.invalid", message, { details });
}

/** What is told of an error; undefined for one that is the server's own, of which nothing is told. */
export function problemOf(error: unknown): Problem | undefined {
  if (error instanceof Problem) return error;
  if (error instanceof Stale)
    return new Problem(412, error.code, error.message, {
      headers: { ETag: etagOf(error.seq) },
      details: { seq: error.seq },
    });
  if (error instanceof Refused) {
    const { code, message, path } = error;
    const status = STATUS.get(code) ?? statusOfFamily(code);
    const headers: Record<string, string> =
      status === 429 || status === 503 ? { "Retry-After": "5" } : {};
    return new Problem(status, code, message, {
      headers,
      details: path === undefined ? {} : { path },
    });
  }
  if (error instanceof Invalid) {
    const { code, message, path } = error;
    return new Problem(422, code, message, { details: { path } });
  }
  if (error instanceof Incompatible)
    return new Problem(503, error.code, "What is stored does not fit the room's definition", {
      headers: { "Retry-After": "60" },
    });
  return undefined;
}

function statusOfFamily(code: string): number {
  if (code.startsWith("auth.")) return 403;
  return code.startsWith("limit.") ? 429 : 422;
}

/** The entity tag of a room at an entry. */
export function etagOf(seq: number): string {
  return `"${seq}"`;
}

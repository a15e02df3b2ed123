import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import type { Access, Scope } from "./access.ts";

/** A JSON Schema, as OpenAPI 3.1 takes it. */
export type JsonSchema = { readonly [keyword: string]: unknown } | boolean;

/** A request that may be done. */
export interface Call {
  readonly access: Access;
  readonly isHead: boolean;
  /** What all paths begin with: `/v1`. */
  readonly prefix: string;
  /** What the path has in place of the names in braces. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** Where it comes from. */
  readonly address: string;
  /** The body, whole, with its media type. Empty where the operation takes none. */
  readonly body: { readonly bytes: Buffer; readonly type: string };
  /** The body as it comes, where the operation takes it so. */
  readonly incoming: AsyncIterable<Uint8Array>;
  /** False once nobody reads the answer any more. */
  readonly isWanted: () => boolean;
  /** Aborted then, and where the server goes away. */
  readonly signal: AbortSignal;
}

/** What a request is answered with. */
export interface Reply {
  /** @default 200 */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON; left out, the answer has no body. */
  readonly body?: unknown;
  /** Writes the answer itself, piece by piece; resolves once it is over. */
  readonly stream?: (response: ServerResponse) => Promise<void>;
}

/** A value of the query or a header. */
export interface Parameter {
  readonly in: "query" | "header";
  readonly name: string;
  readonly description: string;
  readonly schema: JsonSchema;
}

/** An answer that an operation gives when all is well. */
export interface Answer {
  readonly description: string;
  /** Media type and what is in it; left out, it has no body. */
  readonly content?: readonly [type: string, schema: JsonSchema];
  /** It tells the room's number as `ETag`. */
  readonly tagged?: true;
}

/** One thing that can be asked for: the routes and the OpenAPI file are made of a table of these. */
export interface Operation {
  readonly id: string;
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** Below the prefix; names of parameters in braces. */
  readonly path: string;
  readonly scope: Scope;
  readonly tag: "rooms" | "state" | "history" | "feeds" | "live" | "inboxes" | "followers";
  readonly summary: string;
  readonly description: string;
  readonly parameters?: readonly Parameter[];
  /** The bodies it takes, by media type. */
  readonly takes?: Readonly<
    Record<string, { readonly schema: JsonSchema; readonly example: unknown }>
  >;
  readonly answers: Readonly<Record<number, Answer>>;
  /** Its body is not held: it is read as it comes. */
  readonly isStreamed?: true;
  /** Its answer may last for ever: it is counted apart. */
  readonly isLong?: true;
  /** The statuses of refusals, beside those that everything has. */
  readonly refusals: readonly number[];
  run(call: Call): Promise<Reply>;
}

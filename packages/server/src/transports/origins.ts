import type { IncomingHttpHeaders } from "node:http";
import type { Log } from "../log.ts";

/** Which pages may connect: `same-host` as the request is sent to, `any`, or those named, as in `https://app.example.com`. */
export type Origins = "same-host" | "any" | readonly string[];

/**
 * Whether a request with these headers may connect. Browsers always say where a page is from; what says nothing is no
 * browser, and a token is all it can be judged by.
 */
export function isOriginAllowed(
  origins: Origins,
  origin: string | undefined,
  host: string | undefined,
): boolean {
  if (origin === undefined || origins === "any") return true;
  if (origins !== "same-host") return origins.includes(origin);
  const parsed = URL.parse(origin);
  return (
    parsed !== null &&
    host !== undefined &&
    parsed.host ===
      host
        .toLowerCase()
        .replace(/:(80|443)$/, (port) => (port === defaultPort(parsed.protocol) ? "" : port))
  );
}

/** How often an origin that is not allowed is logged: once, for so many origins. */
const LOGGED_ORIGINS = 100;

/** Lets in the pages that may connect, and logs once from where others come. */
export class OriginGate {
  readonly #origins: Origins;
  readonly #log: Log;
  readonly #logged = new Set<string>();

  constructor(origins: Origins, log: Log) {
    this.#origins = origins;
    this.#log = log;
  }

  /** Why a request with these headers may not connect; undefined when it may. */
  refusal({ origin, host }: IncomingHttpHeaders): string | undefined {
    if (isOriginAllowed(this.#origins, origin, host)) return undefined;
    this.#logOnce(origin ?? "", host);
    return `Pages from ${origin} may not connect; the server's "origins" decides`;
  }

  #logOnce(origin: string, host: string | undefined): void {
    if (this.#logged.has(origin) || this.#logged.size >= LOGGED_ORIGINS) return;
    this.#logged.add(origin);
    this.#log("warn", `Refused a page from ${origin}: add it to "origins" if it is yours`, {
      host,
    });
  }
}

/** Throws `TypeError` for an entry that no browser will ever send. */
export function checkOrigins(origins: Origins): void {
  if (origins === "same-host" || origins === "any") return;
  for (const origin of origins) {
    if (URL.parse(origin)?.origin !== origin) {
      throw new TypeError(
        `origins: "${origin}" is not an origin; write it as https://app.example.com`,
      );
    }
  }
}

function defaultPort(protocol: string): string {
  return protocol === "https:" ? ":443" : ":80";
}

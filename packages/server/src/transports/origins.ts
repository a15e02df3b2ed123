import { isIP } from "node:net";
import type { Log } from "../log.ts";
import type { RequestInfo } from "../session/wire.ts";

/**
 * Which pages may connect: those of the `same-host` as the request is sent to; `local`, for development, the same and pages on a
 * loopback name, as long as the host is a loopback name or an IP address; `any`; or those named, as in `https://app.example.com`.
 */
export type Origins = "same-host" | "local" | "any" | readonly string[];

/**
 * Whether a page from `origin` may connect to `host`, the request's `Host` header. A request without an origin is no browser's, and a
 * token is all it can be judged by. `names` are hosts that count as local too.
 */
export function isOriginAllowed(
  origins: Origins,
  origin: string | undefined,
  host: string | undefined,
  names: ReadonlySet<string> = new Set(),
): boolean {
  if (origin === undefined || origins === "any") return true;
  if (origins === "same-host") return isSameHost(origin, host);
  if (origins !== "local") return origins.includes(origin);
  // Anybody can let a name of theirs point here, and the page is then of the same host. No such name is an address or loopback.
  const name = nameOf(`http://${host}`);
  if (!isLoopback(name) && isIP(name) === 0 && !names.has(name)) return false;
  return isSameHost(origin, host) || isLoopback(nameOf(origin));
}

function isSameHost(origin: string, host: string | undefined): boolean {
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

/** The host's name of a URL, without port and brackets. */
function nameOf(url: string): string {
  return URL.parse(url)?.hostname.replace(/^\[(.*)\]$/, "$1") ?? "";
}

/** Browsers ask nobody where such a name leads: it is the machine they run on. */
export function isLoopback(name: string): boolean {
  return /^((.+\.)?localhost|127(\.\d+){3}|::1)$/.test(name);
}

/** How often an origin that is not allowed is logged: once, for so many origins. */
const LOGGED_ORIGINS = 100;

/** Lets in the pages that may connect, and logs once from where others come. */
export class OriginGate {
  readonly #origins: Origins;
  readonly #log: Log;
  readonly #logged = new Set<string>();
  readonly #names = new Set<string>();

  constructor(origins: Origins, log: Log) {
    this.#origins = origins;
    this.#log = log;
  }

  /** The server was told to listen at this name, so it counts as local. */
  trust(host: string): void {
    this.#names.add(host.toLowerCase());
  }

  /** Why a request with these headers may not connect; undefined when it may. */
  refusal(headers: RequestInfo["headers"]): string | undefined {
    const site = headers["sec-fetch-site"];
    const [origin, host] = [textOf(headers["origin"]), textOf(headers["host"])];
    if (origin === undefined && (site === "cross-site" || site === "same-site")) {
      // An image or a form of a page elsewhere, for example: its answer would be kept from that page, and the connection left open.
      return this.#origins === "any" ? undefined : "Pages of other sites may not connect this way";
    }
    if (isOriginAllowed(this.#origins, origin, host, this.#names)) return undefined;
    this.#logOnce(origin ?? "", host);
    return `Pages from ${origin} may not connect to ${host}; the server's "origins" decides`;
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
  if (typeof origins === "string") return;
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

/** A header that is sent once at most. */
function textOf(header: string | readonly string[] | undefined): string | undefined {
  return header === undefined ? undefined : String(header);
}

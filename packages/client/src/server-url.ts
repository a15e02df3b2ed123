import { inWords, said } from "@alongside/core/engine";

const WHERE =
  'url says where the server is: "wss://example.org/live", "https://example.org/live", or "/live" on the page\'s own host';

/**
 * The WebSocket address behind a `url` option. A path is on the host of the page at `location`: undefined where there is no page, as on
 * a server that renders. Throws `TypeError` for what can never be connected to, with what would be right.
 */
export function serverUrl(url: unknown, location: string | undefined): string | undefined {
  if (typeof url !== "string" || url.trim() === "")
    throw unusable(
      url,
      inWords(() => `${WHERE}; got ${url === "" ? '""' : shown(url)}`),
    );
  const isPath = /^(?:\/|\.\.?\/)/.test(url);
  if (isPath && location === undefined) return undefined;
  const full = URL.canParse(url, isPath ? location : undefined)
    ? new URL(url, isPath ? location : undefined)
    : undefined;
  const scheme = full?.protocol.replace(/^http/, "ws");
  if (full === undefined || (scheme !== "ws:" && scheme !== "wss:")) {
    throw unusable(
      url,
      inWords(() => `${WHERE}; got ${shown(url)}${hintFor(url, isPath, location)}`),
    );
  }
  full.protocol = scheme;
  // Some platforms refuse an address with a fragment, each time anew; no server sees it.
  full.hash = "";
  return full.href;
}

function unusable(url: unknown, words: string | undefined): TypeError {
  return new TypeError(said("createClient", words, url));
}

function hintFor(url: string, isPath: boolean, location: string | undefined): string {
  if (isPath) return `; the page ${shown(location)} has no host`;
  return isHost(url) ? `; is ${shown(`wss://${url}`)} meant, or ${shown(`ws://${url}`)}?` : "";
}

/** Whether `url` is a host that only lacks its scheme: `localhost:5350/live`, `example.org/live`. */
function isHost(url: string): boolean {
  return /^(?:localhost|[^/:?#\s]+\.[^/:?#\s]+|[^/:?#\s]+(?=:\d))(?::\d+)?(?:[/?#]|$)/.test(url);
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}

import { inWords, said } from "@alongside/core/engine";

/**
 * The WebSocket address behind a `url` option. A path is on the host of the page at `location`: undefined where there is no page, as on
 * a server that renders. Throws `TypeError` for what can never be connected to, with what would be right.
 */
export function serverUrl(url: unknown, location: string | undefined): string | undefined {
  const given = typeof url === "string" ? url : "";
  const isPath = /^(?:\/|\.\.?\/)/.test(given);
  if (isPath && location === undefined) return undefined;
  const base = isPath ? location : undefined;
  const full = URL.canParse(given, base) ? new URL(given, base) : undefined;
  const scheme = full?.protocol.replace(/^http/, "ws");
  if (full === undefined || (scheme !== "ws:" && scheme !== "wss:"))
    throw new TypeError(
      said(
        "createClient",
        // All of it in here, so that a build without words has none of it.
        inWords(() => {
          const shown = (value: unknown): string => {
            const text = JSON.stringify(value) ?? String(value);
            return text.length > 120 ? `${text.slice(0, 120)}…` : text;
          };
          // A host that only lacks its scheme: `localhost:5350/live`, `example.org/live`.
          const isHost =
            /^(?:localhost|[^/:?#\s]+\.[^/:?#\s]+|[^/:?#\s]+(?=:\d))(?::\d+)?(?:[/?#]|$)/.test(
              given,
            );
          const hint = isPath
            ? `; the page ${shown(location)} has no host`
            : isHost
              ? `; is ${shown(`wss://${given}`)} meant, or ${shown(`ws://${given}`)}?`
              : "";
          return `url says where the server is: "wss://example.org/live", "https://example.org/live", or "/live" on the page's own host; got ${shown(url)}${hint}`;
        }),
        url,
      ),
    );
  full.protocol = scheme;
  // Some platforms refuse an address with a fragment, each time anew; no server sees it.
  full.hash = "";
  return full.href;
}

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

const SCHEME = /^[a-z][a-z0-9+.-]*:/i;
const ALLOWED = /^(https?:\/\/\S|mailto:\S)/i;

/** Where a link leads that somebody typed or pasted; undefined where a link may not lead. */
export function linkTo(typed: string): string | undefined {
  const address = typed.trim();
  if (ALLOWED.test(address)) return address.length <= 2000 ? address : undefined;
  // "localhost:4000" looks like a scheme, and is a place.
  const isPlace = /^[\w.-]+:\d+(\/|$)/.test(address);
  if (address === "" || /\s/.test(address) || (SCHEME.test(address) && !isPlace)) return undefined;
  if (/^[^/@]+@[^/@]+\.[^/@]+$/.test(address)) return `mailto:${address}`;
  return /^[\w-]+[.:]/.test(address) ? linkTo(`https://${address}`) : undefined;
}

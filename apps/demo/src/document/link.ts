const SCHEME = /^[a-z][a-z0-9+.-]*:/i;

/** What may be linked to: pages, and what opens a program that people write or speak with. Nothing that runs in this page. */
export const LINK = /^(https?:\/\/|mailto:|tel:)/i;

/** Letters that an address may have. */
export const MAX_LINK = 2000;

/** Where a link leads that somebody typed or pasted; undefined where a link may not lead. */
export function linkTo(typed: string): string | undefined {
  const address = typed.trim();
  // People write numbers in groups.
  if (/^(tel:)?\+[\d\s()./-]{5,}$/i.test(address))
    return `tel:${address.replace(/^tel:/i, "").replaceAll(/\s/g, "")}`;
  if (LINK.test(address) && /[:/]\S/.test(address.replace(LINK, ":")))
    return address.length <= MAX_LINK ? address : undefined;
  // "localhost:4000" looks like a scheme, and is a place.
  const isPlace = /^[\w.-]+:\d+(\/|$)/.test(address);
  if (address === "" || /\s/.test(address) || (SCHEME.test(address) && !isPlace)) return undefined;
  if (/^[^/@]+@[^/@]+\.[^/@]+$/.test(address)) return `mailto:${address}`;
  return /^[\w-]+[.:]/.test(address) ? linkTo(`https://${address}`) : undefined;
}

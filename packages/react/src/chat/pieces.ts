/** A part of a text, as it is shown. */
export type Piece =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "link"; readonly text: string; readonly href: string }
  | { readonly kind: "mention"; readonly text: string; readonly user: string };

/** Somebody whom a post mentions. */
export interface Mentioned {
  readonly id: string;
  readonly name: string;
}

/** Schemes of addresses that a click may follow. */
const FOLLOWED = ["http:", "https:", "mailto:"];
const ADDRESS = /\b(?:https?:\/\/|mailto:)[^\s<>"'`]+/gi;
/** What ends a sentence rather than an address. */
const AFTER = /[.,;:!?)\]}]+$/;
/** Of one post so much is looked through: the rest is text. */
const MOST_LETTERS = 16_384;

/** The address that a click may follow: of `http:`, `https:` or `mailto:`; relative ones only where `base` is given. */
export function followed(address: string, base?: string): string | undefined {
  if (!URL.canParse(address, base)) return undefined;
  const { protocol, href } = new URL(address, base);
  return FOLLOWED.includes(protocol) ? href : undefined;
}

/** A text with its links and mentions, in order. Nothing in it is anything else than text. */
export function piecesOf(text: string, mentioned: readonly Mentioned[]): readonly Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const found of text.slice(0, MOST_LETTERS).matchAll(ADDRESS)) {
    const address = withoutEnd(found[0]);
    const href = followed(address);
    if (href === undefined) continue;
    pieces.push(...mentionsIn(text.slice(from, found.index), mentioned));
    pieces.push({ kind: "link", text: address, href });
    from = found.index + address.length;
  }
  pieces.push(...mentionsIn(text.slice(from), mentioned));
  return pieces;
}

/** An address without the full stop behind it; a bracket stays that was opened in it. */
function withoutEnd(address: string): string {
  const cut = address.replace(AFTER, "");
  const opened = cut.split("(").length - cut.split(")").length;
  return opened === 1 && address[cut.length] === ")" ? `${cut})` : cut;
}

function mentionsIn(text: string, mentioned: readonly Mentioned[]): readonly Piece[] {
  if (text === "") return [];
  const pieces: Piece[] = [];
  // The longest first: "@Ann Lee" is not "@Ann".
  const names = mentioned.toSorted((a, b) => b.name.length - a.name.length);
  let from = 0;
  for (let at = text.indexOf("@"); at !== -1; at = text.indexOf("@", at + 1)) {
    if (at < from) continue;
    const who = names.find(({ name }) => name !== "" && text.startsWith(name, at + 1));
    if (who === undefined) continue;
    if (at > from) pieces.push({ kind: "text", text: text.slice(from, at) });
    const end = at + 1 + who.name.length;
    pieces.push({ kind: "mention", text: text.slice(at, end), user: who.id });
    from = end;
  }
  if (from < text.length) pieces.push({ kind: "text", text: text.slice(from) });
  return pieces;
}

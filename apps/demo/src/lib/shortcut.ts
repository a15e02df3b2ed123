/** The parts of a keyboard event that say which key it was. */
export interface Press {
  /** What the key writes, or its name: `KeyboardEvent.key`. */
  readonly key: string;
  /** Where it is on the keyboard, named as on an American one: `KeyboardEvent.code`. */
  readonly code: string;
  readonly shift: boolean;
}

/** What keys beside letters and digits write on an American keyboard, without and with shift. */
const PLACES: { readonly [code: string]: readonly [plain: string, shifted: string] } = {
  BracketLeft: ["[", "{"],
  BracketRight: ["]", "}"],
  Minus: ["-", "_"],
  Equal: ["=", "+"],
  Slash: ["/", "?"],
};

/** Names of keys that say nothing about which one it was. */
const NAMELESS = new Set(["Dead", "Process", "Unidentified"]);

/**
 * The key as shortcuts are written. What a Latin layout writes counts, so that letters are where people read them; where a key writes
 * something else, such as `я`, its place counts. Digits count by their place too, as French keyboards write them with shift only.
 */
export function shortcutOf({ key, code, shift }: Press): string {
  const isName = key.length > 1 && !NAMELESS.has(key);
  if (isName) return key;
  const digit = /^Digit(\d)$/.exec(code)?.[1];
  if (/^[!-~]$/.test(key)) return digit !== undefined && !/[-+=_?[\]]/.test(key) ? digit : key;
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  return letter?.toLowerCase() ?? digit ?? PLACES[code]?.[shift ? 1 : 0] ?? key;
}

/** So many differences are named; of more it is told how many there are. */
const MOST = 3;

/** Characters of one of them: pages may write anything. */
const MAX_LINE = 120;

/** What neither a terminal nor a line of a log should get from a stranger. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** A definition, and what it is called in words. */
export interface Shaped {
  readonly name: string;
  /** As core's `shapeOf` writes it. */
  readonly shape: string;
}

/** In what two definitions differ, in words; undefined where they are alike, or their shapes are not written in the same way. */
export function differencesOf(one: Shaped, other: Shaped): string | undefined {
  if (one.shape === other.shape) return undefined;
  const [format, ...lines] = one.shape.split("\n");
  const [otherFormat, ...otherLines] = other.shape.split("\n");
  if (format !== otherFormat) return undefined;
  const ones = fieldsOf(lines);
  const others = fieldsOf(otherLines);
  const all: string[] = [];
  for (const [path, kind] of ones) {
    const theirs = others.get(path);
    if (theirs === undefined) all.push(`only ${one.name} has ${seen(path)}, ${seen(kind)}`);
    else if (theirs !== kind)
      all.push(
        `${seen(path)} is ${seen(kind)} for ${one.name} and ${seen(theirs)} for ${other.name}`,
      );
  }
  for (const [path, kind] of others)
    if (!ones.has(path)) all.push(`only ${other.name} has ${seen(path)}, ${seen(kind)}`);
  if (all.length === 0) return undefined;
  const more = all.length > MOST ? [`${all.length - MOST} more`] : [];
  return [...all.slice(0, MOST), ...more].join("; ");
}

/** The kind of each field, by its path. */
function fieldsOf(lines: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    lines.map((line) => {
      const [path = ""] = line.split(": ", 1);
      return [path, line.slice(path.length + 2)];
    }),
  );
}

function seen(text: string): string {
  const shown = text.length > MAX_LINE ? `${text.slice(0, MAX_LINE)}…` : text;
  return shown.replace(UNSEEN, "?");
}

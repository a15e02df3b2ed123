/** "Quiet Otter" is QO, "Ada" is A. */
export function initials(name: string): string {
  const [first = "", ...others] = name.trim().split(/\s+/);
  return [first, others.at(-1) ?? ""].map(firstLetter).join("") || "?";
}

function firstLetter(word: string): string {
  const point = word.codePointAt(0);
  return point === undefined ? "" : String.fromCodePoint(point).toUpperCase();
}

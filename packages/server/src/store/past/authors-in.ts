/** The users who wrote the entries of a row, from its `authors`: see `EncodedRow`. */
export function authorsIn(authors: string): ReadonlySet<string> {
  const names = JSON.parse(authors) as readonly string[];
  return new Set(names.filter((_, i) => i % 2 === 1));
}

/** The rules a specification names: every `R` with a number in it. */
export function ruleNames(text: string): Set<string> {
  return new Set(Array.from(text.matchAll(/\bR\d+\b/g), ([name]) => name));
}

/** The rules a test file cites, as `[R7]` or `[R7, R8]`. */
export function citations(text: string): Set<string> {
  const cited = new Set<string>();
  for (const [group] of text.matchAll(/\[R\d+(?:, ?R\d+)*\]/g)) {
    for (const name of ruleNames(group)) cited.add(name);
  }
  return cited;
}

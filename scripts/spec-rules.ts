/** The rules a specification defines, in order: each line that begins `- **R7**`. */
export function ruleNames(text: string): string[] {
  return Array.from(text.matchAll(/^- \*\*(R\d+)\*\* /gm), ([, name]) => name!);
}

/** The rules a test file cites, as `[R7]` or `[R7, R8]`. */
export function citations(text: string): Set<string> {
  const cited = new Set<string>();
  for (const [group] of text.matchAll(/\[R\d+(?:, ?R\d+)*\]/g)) {
    for (const [name] of group.matchAll(/R\d+/g)) cited.add(name);
  }
  return cited;
}

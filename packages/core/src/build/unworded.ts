/** Returns undefined: in a page's production build a code stands in place of the sentence, and no bundle carries it. */
export function inWords(_sentence: () => string): string | undefined {
  return undefined;
}

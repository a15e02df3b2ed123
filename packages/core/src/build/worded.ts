/** What a programmer's mistake is told in: here the sentence itself, for developers and for programs on a server. */
export function inWords(sentence: () => string): string | undefined {
  return sentence();
}

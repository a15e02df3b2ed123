const WORDS = /[\p{L}\p{M}\p{N}]+(?:['’.-][\p{L}\p{M}\p{N}]+)*/gu;

/** How many words a text has, as people count them: "don't" and "3.5" are one each. */
export function wordCount(text: string): number {
  return text.match(WORDS)?.length ?? 0;
}

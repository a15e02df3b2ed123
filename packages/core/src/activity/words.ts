/** What a summary's places are filled with. */
export interface SummaryWords {
  readonly name: string;
  readonly count: number;
  /** What the one thing is called. */
  readonly title: string;
}

/** The words of a summary. What stands in for a place is text, whatever it holds. */
export function summaryWords(summary: string, { name, count, title }: SummaryWords): string {
  const places: Readonly<Record<string, string>> = { name, count: String(count), title };
  return summary.replaceAll(
    /\{(name|count|title)\}/g,
    (whole, place: string) => places[place] ?? whole,
  );
}

/** One of what a key holds, for people, by how English makes plurals: `a shape` of `shapes`. */
export function thingOf(key: string): string {
  const one = key
    .replace(/ies$/, "y")
    .replace(/(?<=ch|sh|x|ss)es$/, "")
    .replace(/(?<!s|u|i)s$/, "");
  return /^[aeiou]/i.test(one) ? `an ${one}` : `a ${one}`;
}

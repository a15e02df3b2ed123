import { TextValue } from "@alongside/core";
import { Text } from "@codemirror/state";

/** What counts as reading a document whole. */
const LONG = 1_000_000;

interface Readable {
  sliceString?: (...args: never[]) => string;
  slice?: (...args: never[]) => string;
}

/** Counts from now on how often somebody makes a long string of a shared text or of a document of CodeMirror. */
export function countLongReads(): () => number {
  let count = 0;
  const document = Object.getPrototypeOf(Text.of(Array(2_000).fill("line"))) as Readable;
  for (const [prototype, name] of [
    [document, "sliceString"],
    [TextValue.prototype as unknown as Readable, "slice"],
  ] as const) {
    const read = prototype[name];
    if (!read) throw new Error(`Nothing reads by ${name}`);
    prototype[name] = function counting(this: unknown, ...args: never[]): string {
      const string = read.apply(this, args);
      if (string.length > LONG) count++;
      return string;
    };
  }
  return () => count;
}

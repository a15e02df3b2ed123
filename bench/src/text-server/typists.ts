import type { Patch } from "../text/traces.ts";

/** The length of the text that is typed in. */
export const LENGTH = 20_000;

/** One key of so many takes a letter back. */
const ROUND = 8;

/** How people type in turn: each knows all but the last changes of the others. */
export interface Table {
  readonly typists: number;
  /** Changes of others that each has not seen. */
  readonly unseen: number;
}

/** A change: whose, the how manieth of theirs from 0, and up to which change they had seen the log. */
export interface Turn {
  readonly who: number;
  readonly n: number;
  readonly base: number;
}

/** Change `seq` of the log, from 1. */
export function turnAt(seq: number, { typists, unseen }: Table): Turn {
  const who = (seq - 1) % typists;
  let base = seq - 1;
  for (let left = unseen; left > 0 && base > 0; base--) {
    if ((base - 1) % typists !== who) left -= 1;
  }
  return { who, n: Math.floor((seq - 1) / typists), base };
}

/** What a typist does, as they see the text: everybody types in a part of their own, one after the other. */
export function keyOf({ who, n, base }: Turn, { typists }: Table): Patch {
  let caret = caretOf(who, typists) + grownBy(n);
  for (let left = 0; left < who; left++)
    caret += grownBy(Math.floor((base - 1 - left) / typists) + 1);
  return keyAt(caret, n);
}

/** The same where they have seen nothing of the others. */
export function keyAlone({ who, n }: Turn, { typists }: Table): Patch {
  return keyAt(caretOf(who, typists) + grownBy(n), n);
}

function caretOf(who: number, typists: number): number {
  return Math.floor((who * LENGTH) / typists);
}

function keyAt(caret: number, n: number): Patch {
  if (n % ROUND === ROUND - 1) return [caret - 1, 1, ""];
  return [caret, 0, String.fromCharCode(97 + (n % 26))];
}

/** How much longer a typist's part is after so many keys. */
function grownBy(keys: number): number {
  return Math.max(0, keys - 2 * Math.floor(keys / ROUND));
}

import type { Patch } from "../text/traces.ts";

const WORD = 9;

/** Chance that comes out the same each time (a linear congruential generator). */
function chances(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** A text of words and lines, about `length` long. */
export function someText(length: number): string {
  const chance = chances(1);
  let text = "";
  while (text.length < length) text += wordOf(chance) + (chance(12) === 0 ? "\n" : " ");
  return text;
}

/** `count` keys of somebody who goes through a text of `length`: a word here, another one there, now and then some letters taken back. */
export function keysOf(seed: number, length: number, count: number): readonly Patch[] {
  const chance = chances(seed);
  const keys: Patch[] = [];
  let now = length;
  while (keys.length < count) {
    let at = chance(now + 1);
    if (chance(6) === 0) {
      for (let left = Math.min(at, 1 + chance(WORD)); left > 0; left--, now--)
        keys.push([--at, 1, ""]);
    }
    for (const letter of `${wordOf(chance)} `) {
      keys.push([at++, 0, letter]);
      now += 1;
    }
  }
  return keys.slice(0, count);
}

function wordOf(chance: (below: number) => number): string {
  let word = "";
  for (let left = 2 + chance(WORD); left > 0; left--) word += String.fromCharCode(97 + chance(26));
  return word;
}

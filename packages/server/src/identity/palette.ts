import { createHash } from "node:crypto";
import {
  chromaOf,
  hexOf,
  isShown,
  isUnderWhite,
  type Lab,
  labOf,
  labOfHex,
  lightOf,
  lightOfLab,
  luminanceOf,
} from "./oklab.ts";

/**
 * The first colours of people. White text is readable on each and each is seen on white; none is grey, nor as dark as a dark page. Of
 * all such colours each is the one furthest from those before it (in OKLab), and no two are nearer than 0.096.
 */
const FIRST = [
  "#772c48", "#0a47fd", "#2c8731", "#c320de", "#ea011a", "#756cb4", "#6213ab", "#9b5e1d",
  "#285105", "#014a80", "#bc157a", "#802af7", "#ac1c0f", "#8f39a7", "#ac5a71", "#056e9d",
  "#1b32b9", "#5e64f3", "#624082", "#7f3e00", "#5209e6", "#666800", "#810c76", "#564ac1",
] as const; // prettier-ignore

/** So many are told apart by how they were chosen; the nearest two of them are 0.028 apart, which is just seen. */
const MOST = 256;

/** No colour is nearer to black than this: it would not be seen on a dark page. */
const DARKEST = 0.06;

/** How many people have a colour from `FIRST` before others are made. */
export const FIRST_COLORS: number = FIRST.length;

/** The colour that somebody has where it is free. */
export function colorOf(id: string): string {
  return FIRST[placeOf(id)] as string;
}

/** Where among the first colours the search for somebody's begins. */
export function placeOf(id: string): number {
  return createHash("sha256").update(id).digest().readUInt32BE(4) % FIRST.length;
}

let colors: readonly string[] = FIRST;

/** The colour at `index`: one of the first, or one of those made when more are needed. Undefined from 256 on. */
export function colorAt(index: number): string | undefined {
  if (index >= FIRST.length && colors.length === FIRST.length) colors = grown();
  return colors[index];
}

/** Adds to the first colours those that are furthest from all before. Takes some 20 ms, once. */
function grown(): readonly string[] {
  const all = [...FIRST] as string[];
  const rest = candidates();
  const apart = new Float64Array(rest.length).fill(Number.POSITIVE_INFINITY);
  const labs = rest.map(([, lab]) => lab);
  const chosen = ({ l, a, b }: Lab): void => {
    for (let i = 0; i < labs.length; i++) {
      const other = labs[i] as Lab;
      const far = (l - other.l) ** 2 + (a - other.a) ** 2 + (b - other.b) ** 2;
      if (far < (apart[i] ?? 0)) apart[i] = far;
    }
  };
  for (const hex of FIRST) chosen(labOfHex(hex));
  while (all.length < MOST) {
    let best = 0;
    for (let i = 1; i < apart.length; i++) if ((apart[i] ?? 0) > (apart[best] ?? 0)) best = i;
    const [hex, lab] = rest[best] as (typeof rest)[number];
    all.push(hex);
    chosen(lab);
  }
  return all;
}

/** Colours that somebody might have. */
function candidates(): readonly (readonly [hex: string, lab: Lab])[] {
  const found = new Map<string, Lab>();
  for (let degrees = 0; degrees < 360; degrees += 5)
    for (let chroma = 0.11; chroma < 0.28; chroma += 0.03)
      for (let l = 0.36; l < 0.64; l += 0.02) {
        const hue = (degrees / 180) * Math.PI;
        const light = lightOfLab({ l, a: chroma * Math.cos(hue), b: chroma * Math.sin(hue) });
        if (!isShown(light) || !isUnderWhite(light) || luminanceOf(light) < DARKEST) continue;
        const hex = hexOf(light);
        found.set(hex, labOfHex(hex));
      }
  return [...found];
}

/** All colours that screens have, one for each index below 2^24 and in no order that is seen; undefined for one that nobody may have. */
export function anyColor(index: number): string | undefined {
  // An odd number has each remainder once.
  const bytes = (index * 10_368_889) % 2 ** 24;
  const light = lightOf([(bytes >> 16) / 255, ((bytes >> 8) & 255) / 255, (bytes & 255) / 255]);
  if (!isUnderWhite(light) || luminanceOf(light) < DARKEST || chromaOf(labOf(light)) < 0.08)
    return undefined;
  return hexOf(light);
}

import {
  chromaOf,
  hexOf,
  isShown,
  isUnderWhite,
  type Lab,
  labOf,
  type Light,
  lightOf,
  lightOfLab,
} from "./oklab.ts";

/** Less far from grey than this, a colour is no one's. */
const GREY = 0.05;

/** The longest text that is looked at, in UTF-16 code units. */
const MAX_COLOR = 64;

const NUMBER = String.raw`\s*([\d.]{1,8})`;
const NEXT = String.raw`(?:\s*,\s*|\s+)([\d.]{1,8})`;
const REST = String.raw`(?:\s*[,/]\s*[\d.]{1,8}%?)?\s*\)$`;
const RGB = new RegExp(String.raw`^rgba?\(${NUMBER}${NEXT}${NEXT}${REST}`, "i");
const HSL = new RegExp(String.raw`^hsla?\(${NUMBER}(?:deg)?${NEXT}%${NEXT}%${REST}`, "i");

/**
 * The colour that `text` names, as `#rrggbb`: made as dark as white text on it needs, and else as it is. It may be `#rgb`, `#rrggbb`,
 * `rgb()` or `hsl()`; how far one can see through it does not count. Undefined for what is none of these, a script or an address
 * say, and for a grey.
 */
export function cleanColor(text: string): string | undefined {
  const channels = text.length > MAX_COLOR ? undefined : channelsOf(text.trim());
  if (channels === undefined || !channels.every((c) => c >= 0 && c <= 1)) return undefined;
  const light = lightOf(channels);
  const lab = labOf(light);
  if (chromaOf(lab) < GREY) return undefined;
  return hexOf(isUnderWhite(light) ? light : darkened(lab));
}

function channelsOf(text: string): Light | undefined {
  if (/^#(?:[\da-f]{3,4}|[\da-f]{6}|[\da-f]{8})$/i.test(text)) {
    const digits = text.length > 5 ? 2 : 1;
    const most = digits === 2 ? 255 : 15;
    const at = (i: number): number =>
      Number.parseInt(text.slice(1 + i * digits, 1 + (i + 1) * digits), 16) / most;
    return [at(0), at(1), at(2)];
  }
  const rgb = RGB.exec(text);
  if (rgb !== null) return [Number(rgb[1]) / 255, Number(rgb[2]) / 255, Number(rgb[3]) / 255];
  const hsl = HSL.exec(text);
  if (hsl === null) return undefined;
  const [h, s, l] = [Number(hsl[1]), Number(hsl[2]) / 100, Number(hsl[3]) / 100];
  const span = s * Math.min(l, 1 - l);
  const at = (n: number): number => {
    const k = (n + h / 30) % 12;
    return l - span * Math.max(-1, Math.min(k - 3, 9 - k, 1));
  };
  return [at(0), at(8), at(4)];
}

/** The lightest colour of the same hue on which white text can be read, as colourful as a screen can show it. */
function darkened({ l: from, a, b }: Lab): Light {
  for (let l = from; l > 0; l -= 0.005)
    for (let part = 1; part > 0; part -= 0.02) {
      const light = lightOfLab({ l, a: a * part, b: b * part });
      if (!isShown(light)) continue;
      if (isUnderWhite(light)) return light;
      break;
    }
  return [0, 0, 0];
}

/** A colour as OKLab has it: distances are about as large as people see them, and 0.02 is just seen. */
export interface Lab {
  /** Lightness, from 0 to 1. */
  readonly l: number;
  readonly a: number;
  readonly b: number;
}

/** Red, green and blue as light, each from 0 to 1: not as screens store them. */
export type Light = readonly [red: number, green: number, blue: number];

/** WCAG's least contrast of text. */
const READABLE = 4.5;

/** The light of three channels as screens store them, each from 0 to 1. */
export function lightOf(channels: Light): Light {
  const light = (c: number): number => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  return [light(channels[0]), light(channels[1]), light(channels[2])];
}

export function labOf([r, g, b]: Light): Lab {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return {
    l: 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    a: 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    b: 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  };
}

/** The light of a colour. A channel is below 0 or above 1 where no screen shows the colour. */
export function lightOfLab({ l: lightness, a, b }: Lab): Light {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

/** Whether a screen shows it. */
export function isShown(light: Light): boolean {
  return light.every((channel) => channel > -0.0005 && channel < 1.0005);
}

/** `#rrggbb`. */
export function hexOf(light: Light): string {
  const stored = (c: number): number =>
    c <= 0.0031308 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - 0.055;
  const bytes = light.map((c) => Math.round(stored(Math.min(1, Math.max(0, c))) * 255));
  return `#${bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/** The colour of `#rrggbb`. */
export function labOfHex(hex: string): Lab {
  const channel = (at: number): number => Number.parseInt(hex.slice(at, at + 2), 16) / 255;
  return labOf(lightOf([channel(1), channel(3), channel(5)]));
}

export function distanceOf(x: Lab, y: Lab): number {
  return Math.hypot(x.l - y.l, x.a - y.a, x.b - y.b);
}

/** How far a colour is from grey. */
export function chromaOf({ a, b }: Lab): number {
  return Math.hypot(a, b);
}

/** WCAG's luminance, from 0 to 1. */
export function luminanceOf([r, g, b]: Light): number {
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Whether white text can be read on it. A little more than is asked for: colours are rounded when they are stored. */
export function isUnderWhite(light: Light): boolean {
  return 1.05 / (luminanceOf(light) + 0.05) >= READABLE + 0.02;
}

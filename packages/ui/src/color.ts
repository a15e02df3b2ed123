/** Red, green and blue, each from 0 to 255. */
type Rgb = readonly [red: number, green: number, blue: number];

/** For whoever has no colour that can be read. White text is readable on it. */
const UNKNOWN: Rgb = [0x57, 0x53, 0x4e];

/** How far two colours are apart, as OKLab counts, that nobody takes for one another. */
const APART = 0.12;

/** A step of hue that is looked for one far enough away, in radians. */
const TURN = Math.PI / 9;

/**
 * The colour of a person as `#rrggbb`. `css` came from others: only a colour comes out, whatever it says. Where it is close to
 * `avoid`, the app's accent, another hue is taken, of the same lightness.
 */
export function personColor(css: string, avoid?: string): string {
  const color = readColor(css) ?? UNKNOWN;
  const accent = avoid === undefined ? undefined : readColor(avoid);
  return hex(accent === undefined ? color : awayFrom(color, accent));
}

/** White or black, whichever is read more easily on `background`: at least 4.58 : 1. White where both can be. */
export function inkOn(background: string): "#ffffff" | "#000000" {
  const color = readColor(background) ?? UNKNOWN;
  return contrastOf(color, [255, 255, 255]) >= 4.5 ? "#ffffff" : "#000000";
}

/** The contrast of two colours as WCAG counts it, from 1 to 21. What is no colour counts as the grey it is shown as. */
export function contrast(a: string, b: string): number {
  return contrastOf(readColor(a) ?? UNKNOWN, readColor(b) ?? UNKNOWN);
}

const known = new Map<string, Rgb | undefined>();

function readColor(css: string): Rgb | undefined {
  if (css.length > 64) return undefined;
  if (known.has(css)) return known.get(css);
  // Names of colours come from the server, a few per room; a page that meets more begins anew.
  if (known.size > 1000) known.clear();
  const color = readHex(css) ?? readByBrowser(css);
  known.set(css, color);
  return color;
}

function readHex(css: string): Rgb | undefined {
  const digits = /^#([\da-f]{6}|[\da-f]{3})$/i.exec(css)?.[1];
  if (digits === undefined) return undefined;
  const long = digits.length === 6 ? digits : digits.replaceAll(/./g, "$&$&");
  const all = Number.parseInt(long, 16);
  return [all >> 16, (all >> 8) & 255, all & 255];
}

/** Any colour that the browser knows, by painting with it: a canvas takes nothing that is none, and loads nothing. */
function readByBrowser(css: string): Rgb | undefined {
  if (typeof document === "undefined") return undefined;
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const context = canvas.getContext("2d");
  if (!context) return undefined;
  context.fillStyle = "#010203";
  context.fillStyle = css;
  if (context.fillStyle === "#010203") return undefined;
  context.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0, alpha = 0] = context.getImageData(0, 0, 1, 1).data;
  return alpha < 255 ? undefined : [red, green, blue];
}

function hex(color: Rgb): string {
  return `#${color.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}

function contrastOf(a: Rgb, b: Rgb): number {
  const light = luminance(a);
  const dark = luminance(b);
  return (Math.max(light, dark) + 0.05) / (Math.min(light, dark) + 0.05);
}

function luminance([red, green, blue]: Rgb): number {
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

function linear(part: number): number {
  const share = part / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}

type Lab = readonly [lightness: number, a: number, b: number];

function awayFrom(color: Rgb, accent: Rgb): Rgb {
  const from = labOf(accent);
  const [lightness, a, b] = labOf(color);
  for (let step = 0; step < 18; step++) {
    // To and fro, ever farther: the nearest hue that is far enough.
    const angle = Math.ceil(step / 2) * TURN * (step % 2 === 0 ? 1 : -1);
    const cos = Math.cos(angle);
    const sin = Math.sin(angle);
    const turned: Lab = [lightness, a * cos - b * sin, a * sin + b * cos];
    const away = Math.hypot(turned[0] - from[0], turned[1] - from[1], turned[2] - from[2]);
    if (away >= APART) return step === 0 ? color : rgbOf(turned);
  }
  // A grey has no hue to turn.
  return color;
}

function labOf(color: Rgb): Lab {
  const [r, g, b] = color.map(linear) as [number, number, number];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function rgbOf([lightness, a, b]: Lab): Rgb {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    byteOf(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    byteOf(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    byteOf(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

function byteOf(share: number): number {
  const curved = share <= 0.0031308 ? share * 12.92 : 1.055 * share ** (1 / 2.4) - 0.055;
  return Math.round(Math.min(1, Math.max(0, curved)) * 255);
}

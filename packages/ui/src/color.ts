/** Red, green and blue, each from 0 to 255. */
type Rgb = readonly [red: number, green: number, blue: number];

/** For whoever has no colour that can be read. White text is readable on it. */
const UNKNOWN: Rgb = [0x57, 0x53, 0x4e];

/** How far apart two colours are that nobody takes for one another, by lightness and both axes of colour, of 255. */
const APART = 45;

/** A step of hue, in radians. */
const TURN = Math.PI / 9;

/**
 * The colour of a person as `#rrggbb`. `css` came from others: only a colour comes out, whatever it says. Where it is close to
 * `avoid`, the app's accent, another hue is taken, about as light.
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

function readColor(css: string): Rgb | undefined {
  return css.length > 64 ? undefined : (readHex(css) ?? readByBrowser(css));
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

/** Lightness, and two axes of colour: YIQ, in which hues turn by plain arithmetic. */
type Yiq = readonly [y: number, i: number, q: number];

function awayFrom(color: Rgb, accent: Rgb): Rgb {
  const [y0, i0, q0] = yiqOf(accent);
  const [y, i, q] = yiqOf(color);
  for (let step = 0; step < 18; step++) {
    // To and fro, ever farther: the nearest hue that is far enough.
    const angle = Math.ceil(step / 2) * TURN * (step % 2 === 0 ? 1 : -1);
    const cos = Math.cos(angle);
    const sin = Math.sin(angle);
    const [i1, q1] = [i * cos - q * sin, i * sin + q * cos];
    if (Math.hypot(y - y0, i1 - i0, q1 - q0) >= APART)
      return step === 0 ? color : rgbOf([y, i1, q1]);
  }
  // A grey has no hue to turn.
  return color;
}

function yiqOf([red, green, blue]: Rgb): Yiq {
  return [
    0.299 * red + 0.587 * green + 0.114 * blue,
    0.596 * red - 0.274 * green - 0.322 * blue,
    0.211 * red - 0.523 * green + 0.312 * blue,
  ];
}

function rgbOf([y, i, q]: Yiq): Rgb {
  return [
    byteOf(y + 0.956 * i + 0.621 * q),
    byteOf(y - 0.272 * i - 0.647 * q),
    byteOf(y - 1.106 * i + 1.703 * q),
  ];
}

function byteOf(value: number): number {
  return Math.round(Math.min(255, Math.max(0, value)));
}

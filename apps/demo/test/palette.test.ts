import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { COLORS } from "../src/board/definition.ts";

const css = readFileSync(new URL("../src/styles/theme.css", import.meta.url), "utf8");
const [day = "", night = ""] = css.split(':root[data-theme="dark"]');

type Triple = readonly [number, number, number];

/** The value of a name of the style sheet, as light: red, green and blue from 0 to 1. */
function light(theme: string, name: string): Triple {
  const [, hex = ""] = new RegExp(`--${name}: #([0-9a-f]{6});`).exec(theme) ?? [];
  const part = (at: number): number => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [part(0), part(2), part(4)];
}

/** What is left of light for whoever lacks one kind of cones, wholly: Machado, Oliveira and Fernandes, 2009. */
const EYES: { readonly [kind: string]: readonly Triple[] } = {
  most: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

function times(matrix: readonly Triple[], [x, y, z]: Triple): Triple {
  const [first = 0, second = 0, third = 0] = matrix.map(([a, b, c]) => a * x + b * y + c * z);
  return [first, second, third];
}

/** In OKLab, where the same distance looks the same everywhere; 0.02 is just seen. */
function lab(seen: Triple): Triple {
  const [l, m, s] = times(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    seen.map((part) => Math.max(0, Math.min(1, part))) as unknown as Triple,
  );
  return times(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    [Math.cbrt(l), Math.cbrt(m), Math.cbrt(s)],
  );
}

const luminance = ([r, g, b]: Triple): number => 0.2126 * r + 0.7152 * g + 0.0722 * b;

test.each([
  ["day", day],
  ["night", night],
])(
  "[R1338] by %s fills differ for everyone, with fewer kinds of cones too, and text is read on each",
  (_, theme) => {
    const fills = [...COLORS.map((name) => `paper-${name}`), "board"];
    for (const eyes of Object.values(EYES)) {
      const seen = fills.map((name) => lab(times(eyes, light(theme, name))));
      const distances = seen.flatMap((a, i) =>
        seen.slice(0, i).map((b) => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])),
      );
      expect(Math.min(...distances)).toBeGreaterThan(0.08);
    }
    const text = luminance(light(theme, "text"));
    for (const name of COLORS) {
      const fill = luminance(light(theme, `paper-${name}`));
      const contrast = (Math.max(text, fill) + 0.05) / (Math.min(text, fill) + 0.05);
      expect(contrast).toBeGreaterThanOrEqual(4.5);
    }
  },
);

import { describe, expect, test } from "vitest";
import { contrast, inkOn, personColor } from "../src/index.ts";

const COLORS = [
  "#c2410c",
  "#b45309",
  "#4d7c0f",
  "#15803d",
  "#0f766e",
  "#0e7490",
  "#0369a1",
  "#1d4ed8",
  "#7e22ce",
  "#be123c",
];

describe("a person's colour", () => {
  test("[R1250] is read at 4.5 : 1 with the ink on it, for every grey, red, green and blue", () => {
    for (let part = 0; part < 256; part += 3) {
      const two = part.toString(16).padStart(2, "0");
      for (const color of [
        `#${two}${two}${two}`,
        `#${two}0000`,
        `#00${two}00`,
        `#0000${two}`,
        `#ff${two}80`,
      ])
        expect(contrast(inkOn(color), color)).toBeGreaterThanOrEqual(4.5);
    }
    expect(inkOn("#1d4ed8")).toBe("#ffffff");
    expect(inkOn("#fde047")).toBe("#000000");
  });

  test("[R1250] is a grey where what others say is none", () => {
    for (const color of [
      "",
      "url(https://elsewhere.example/seen.png)",
      "red;background:url(x)",
      "javascript:alert(1)",
      "#12345",
      "x".repeat(10_000),
    ])
      expect(personColor(color)).toBe("#57534e");
    expect(personColor("#0F8")).toBe("#00ff88");
  });

  test("[R1251] goes to another hue where it is close to the app's accent, and stays as readable", () => {
    for (const accent of COLORS) {
      expect(personColor(accent, accent)).not.toBe(accent);
      for (const color of COLORS) {
        const shown = personColor(color, accent);
        expect(Math.abs(Math.log(contrast(shown, "#fff") / contrast(color, "#fff")))).toBeLessThan(
          0.25,
        );
      }
    }
    expect(personColor("#be123c", "#1d4ed8")).toBe("#be123c");
    // A grey accent is taken for nobody's.
    expect(personColor("#be123c", "#57534e")).toBe("#be123c");
  });
});

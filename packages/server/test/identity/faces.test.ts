import { describe, expect, test } from "vitest";
import { cleanName } from "../../src/identity/clean-name.ts";
import { cleanColor } from "../../src/identity/css-color.ts";
import { Faces } from "../../src/identity/faces.ts";
import {
  chromaOf,
  distanceOf,
  labOf,
  labOfHex,
  lightOf,
  luminanceOf,
} from "../../src/identity/oklab.ts";
import { colorAt, colorOf, FIRST_COLORS } from "../../src/identity/palette.ts";

const user = (id: string, name = id, color = ""): { id: string; name: string; color: string } => ({
  id,
  name,
  color,
});

function contrastWithWhite(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map(
    (at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255,
  );
  return 1.05 / (luminanceOf(lightOf([r, g, b])) + 0.05);
}

function nearest(colors: readonly string[]): number {
  const labs = colors.map(labOfHex);
  let least = Number.POSITIVE_INFINITY;
  for (const [i, one] of labs.entries())
    for (const other of labs.slice(0, i)) least = Math.min(least, distanceOf(one, other));
  return least;
}

describe("[R1170] colours", () => {
  test("the first 24 are far from each other and from grey, and white text is readable on each", () => {
    const colors = Array.from({ length: FIRST_COLORS }, (_, i) => colorAt(i) ?? "");
    expect(colors).toHaveLength(24);
    expect(nearest(colors)).toBeGreaterThan(0.09);
    for (const color of colors) {
      expect(contrastWithWhite(color)).toBeGreaterThanOrEqual(4.5);
      expect(chromaOf(labOfHex(color))).toBeGreaterThan(0.1);
    }
  });

  test("a thousand people have a thousand, none grey, each readable under white", () => {
    const faces = new Faces();
    const colors = Array.from({ length: 1000 }, (_, i) => faces.enter(user(`user ${i}`)).color);
    expect(new Set(colors).size).toBe(1000);
    expect(nearest(colors.slice(0, 24))).toBeGreaterThan(0.045);
    for (const color of colors) {
      expect(color).toMatch(/^#[0-9a-f]{6}$/);
      expect(contrastWithWhite(color)).toBeGreaterThanOrEqual(4.5);
      expect(chromaOf(labOfHex(color))).toBeGreaterThan(0.05);
    }
  });

  test("[R1171] who comes again has the same, in another room and after a restart too", () => {
    const faces = new Faces();
    const { color } = faces.enter(user("ann"));
    faces.leave("ann");
    expect(faces.enter(user("ann")).color).toBe(color);
    expect(new Faces().enter(user("ann")).color).toBe(color);
    expect(color).toBe(colorOf("ann"));
  });

  test("[R1171] what is asked for is had where it is free, else one that is not like it", () => {
    const faces = new Faces();
    expect(faces.enter(user("ann", "Ann", "#0a47fd")).color).toBe("#0a47fd");
    const bob = faces.enter(user("bob", "Bob", "#0a48fc")).color;
    expect(nearest([bob, "#0a47fd"])).toBeGreaterThan(0.09);
    faces.leave("ann");
    expect(faces.enter(user("cy", "Cy", "#0a48fc")).color).toBe("#0a48fc");
  });

  test("[R1172] in several tabs somebody is one, and a new wish changes all of them", () => {
    const faces = new Faces();
    const first = faces.enter(user("ann", "Ann"));
    expect(faces.enter(user("ann", "Ann"))).toBe(first);
    faces.leave("ann");
    const bob = faces.enter(user("bob", "Bob", first.color));
    expect(bob.color).not.toBe(first.color);
    // She still has one seat; a name alone changes no colour.
    const renamed = faces.change(user("ann", "Anna Lee"));
    expect(renamed).toMatchObject({ name: "Anna Lee", color: first.color, initials: "AL" });
    expect(faces.change(user("ann", "Anna Lee", "#1767d1")).color).toBe("#1767d1");
    expect(faces.change(user("bob", "Bob", bob.color))).toBe(bob);
  });

  test("whoever has a colour keeps it while others come and go", () => {
    const faces = new Faces();
    const shown = Array.from({ length: 60 }, (_, i) => faces.enter(user(`user ${i}`)));
    for (let i = 0; i < 60; i += 2) faces.leave(`user ${i}`);
    for (let i = 100; i < 130; i++) faces.enter(user(`user ${i}`));
    for (let i = 1; i < 60; i += 2) expect(faces.change(user(`user ${i}`))).toBe(shown[i]);
  });
});

describe("[R1173] a colour that may be shown", () => {
  test.each([
    ["#0a47fd", "#0a47fd"],
    ["#036", "#003366"],
    ["#003366cc", "#003366"],
    [" rgb(0, 51, 102) ", "#003366"],
    ["rgb(0 51 102 / 50%)", "#003366"],
    ["hsl(210, 100%, 20%)", "#003366"],
  ])("%s is %s", (given, color) => expect(cleanColor(given)).toBe(color));

  test.each([
    "",
    "red;background:url(https://evil.example)",
    "javascript:alert(1)",
    "url(#a)",
    "#12",
    "#gggggg",
    "#808080",
    "#fff",
    "black",
    "rgb(999, 0, 0)",
    "rgb(1,2)",
    `rgb(${"1".repeat(9)},0,0)`,
    "#0a47fd".padEnd(100_000, " "),
    "expression(alert(1))",
    "var(--x)",
  ])("%s is none", (given) => expect(cleanColor(given)).toBeUndefined());

  test("a light one is made as dark as white text needs, of the same hue", () => {
    for (const light of ["#ffeb3b", "#7fffd4", "#ffc0cb", "#f00", "#0f0"]) {
      const color = cleanColor(light) ?? "";
      expect(contrastWithWhite(color)).toBeGreaterThanOrEqual(4.5);
      expect(contrastWithWhite(color)).toBeLessThan(5);
      expect(
        Math.abs(hueOf(color) - hueOf(light.length === 4 ? widened(light) : light)),
      ).toBeLessThan(0.1);
    }
  });
});

const hueOf = (hex: string): number => {
  const { a, b } = labOfHex(hex);
  return Math.atan2(b, a);
};
const widened = (hex: string): string => hex.replace(/[\da-f]/g, "$&$&");

describe("[R1174] initials", () => {
  const initials = (...names: string[]): unknown[] => {
    const faces = new Faces();
    return names.map((name, i) => faces.enter(user(`${i}`, name))["initials"]);
  };

  test.each([
    ["Ada Lovelace", "AL"],
    ["ann", "A"],
    ["Jean Luc Picard", "JP"],
    ["  (ann)  lee ", "AL"],
    ["שלום כהן", "שכ"],
    ["田中太郎", "田"],
    ["👩‍👩‍👧‍👦 Family", "👩‍👩‍👧‍👦F"],
    ["🇩🇪", "🇩🇪"],
    ["e\u0301mile zola", "E\u0301Z"],
    ["ßeta", "ß"],
    ["!!!", "!"],
    ["3rd wheel", "3W"],
  ])("%s: %s", (name, letters) => expect(initials(name)).toEqual([letters]));

  test("people of one room are told apart", () => {
    expect(initials("Ann Lee", "Anna Long", "Amy Lim", "Ann", "Anton", "ANNE", "Ann")).toEqual([
      "AL", "AnL", "AmL", "A", "An", "ANN", "A2",
    ]); // prettier-ignore
    const many = initials(...Array.from({ length: 300 }, () => "Ann Lee"));
    expect(new Set(many).size).toBe(300);
    expect(many.slice(0, 90).every((letters) => String(letters).length <= 3)).toBe(true);
  });
});

describe("[R1175] a name that may be shown", () => {
  test.each([
    ["Ada  Lovelace\n", "Ada Lovelace"],
    ["<b onclick=x>Bob</b>", "Bob"],
    ["Ann <ann@example.org>", "Ann"],
    ["5 < 6 > 4", "5 4"],
    ["a\u202Egpj.exe\u202C", "agpj.exe"],
    ["\u2066x\u2069\u200F\uFEFFy\u0000\u0007z", "xyz"],
    ["\uD800lone", "lone"],
    ["\u202E\u200D", undefined],
    ["", undefined],
    ["🏳️‍🌈 Kim", "🏳️‍🌈 Kim"],
    ["می\u200Cخواهم", "می\u200Cخواهم"],
    [`z${"\u0335".repeat(500)}algo`, `z${"\u0335".repeat(3)}algo`],
  ])("%j is %j", (given, name) => expect(cleanName(given)).toBe(name));

  test("ten thousand emoji are forty, and one without end is cut too", () => {
    expect(cleanName("😀".repeat(10_000))).toBe("😀".repeat(40));
    expect(
      cleanName(Array.from({ length: 10_000 }, () => "👩").join("\u200D"))?.length,
    ).toBeLessThan(161);
    expect(cleanName("x".repeat(1e6))).toBe("x".repeat(40));
  });
});

test("the arithmetic of OKLab is that of its author's table", () => {
  const { l, a, b } = labOf([1, 0, 0]);
  expect([l, a, b].map((x) => x.toFixed(3))).toEqual(["0.628", "0.225", "0.126"]);
});

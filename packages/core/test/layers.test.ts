import { readdirSync, readFileSync } from "node:fs";
import { join, normalize } from "node:path";
import { expect, test } from "vitest";

const src = join(import.meta.dirname, "../src");

/** The layers of core, lowest first. A file in none of these folders is at the bottom. */
const LAYERS = [
  "",
  "text",
  "points",
  "series",
  "model",
  "schema",
  "pending",
  "change",
  "undo",
  "protocol",
  "activity",
  "inbox",
];

/** Files that stand in another layer than their folder says. */
const ELSEWHERE = new Map([
  // The log is made of ops.
  ["log.ts", "model"],
  ["snapshot.ts", "model"],
  // Reads what came from outside, for whoever does.
  ["protocol/shape.ts", ""],
  // Who a user is.
  ["protocol/welcome.ts", ""],
]);

/** The layer of a file; undefined for entrances, which are above all, and for what a development build adds. */
function layerOf(file: string): number | undefined {
  if (["index.ts", "text.ts", "inbox.ts", "engine.ts"].includes(file) || file.startsWith("build/"))
    return undefined;
  const folder = ELSEWHERE.get(file) ?? (file.includes("/") ? file.split("/")[0]! : "");
  const layer = LAYERS.indexOf(folder);
  if (layer === -1) throw new Error(`${file} is in no layer`);
  return layer;
}

test("[R503] what a file of core imports, types included, is in its own layer or one below", () => {
  const upward: string[] = [];
  let imports = 0;
  for (const entry of readdirSync(src, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name).slice(src.length + 1);
    const layer = layerOf(file);
    if (layer === undefined) continue;
    const source = readFileSync(join(src, file), "utf8");
    for (const [, specifier] of source.matchAll(/ from "(\.[^"]+)";/g)) {
      const imported = normalize(join(file, "..", specifier!));
      imports += 1;
      if (layerOf(imported)! > layer) upward.push(`${file} imports ${imported}`);
    }
  }
  expect(imports).toBeGreaterThan(200);
  expect(upward).toEqual([]);
});

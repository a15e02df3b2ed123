// `npm run structure`: measures the sources and draws what imports what, into docs/structure.md. `-- FOLDER` does it for another
// checkout, and prints it.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { drawing } from "./structure/drawing.ts";
import type { Graph } from "./structure/graph.ts";
import { readSources, type SourceFile } from "./structure/imports.ts";
import { measures } from "./structure/measures.ts";
import { graphOf, roomsOf } from "./structure/rooms.ts";

const DRAWN = [
  "packages/core",
  "packages/client",
  "packages/server",
  "packages/editors",
  "apps/demo",
  "sim",
];

const START = "<!-- made by `npm run structure` from here on -->";

const [other] = process.argv.slice(2);
const root = other ?? join(import.meta.dirname, "..");
if (other === undefined) {
  const file = join(root, "docs/structure.md");
  const [intro = ""] = readFileSync(file, "utf8").split(START);
  writeFileSync(file, `${intro}${START}\n\n${structurePage(root, measuredIn(intro))}`);
} else console.log(structurePage(root, new Map()));

/** What stands in the tables of a page, by what was measured. */
function measuredIn(page: string): ReadonlyMap<string, string> {
  const rows = page.matchAll(/^\| (.+?) +\| (?:.*\| )?(.+?) +\|$/gm);
  return new Map(Array.from(rows, ([, what = "", value = ""]) => [what, value]));
}

function structurePage(of: string, before: ReadonlyMap<string, string>): string {
  const files = readSources(of);
  const table = measures(of, files).map(
    ([what, value]) => `| ${what} | ${before.get(what) ?? ""} | ${value} |`,
  );
  const parts = DRAWN.flatMap((name) => {
    const rooms = roomsOf(`${name}/src`, files);
    const sizes = new Map(rooms.map((room) => [room.name, room.files.length]));
    const label = (room: string): string => {
      const size = sizes.get(room) ?? 0;
      return room.endsWith(".ts") || room.endsWith(".tsx") ? room : `${room} (${size})`;
    };
    return [`### ${name}`, "", drawing(graphOf(rooms, files), label), ""];
  });
  return [
    "| measure | before | now |",
    "| --- | --- | --- |",
    ...table,
    "",
    "### The packages, and what is built on them",
    "",
    drawing(packageGraph(files)),
    "",
    ...parts,
  ].join("\n");
}

/** Which package imports of which; the demo, simulator, fuzzer and benchmarks stand beside them. */
function packageGraph(files: ReadonlyMap<string, SourceFile>): Graph {
  const graph = new Map<string, Set<string>>();
  for (const { name, packages } of files.values()) {
    const of = /^(?:packages\/)?(.*?)\/src\//.exec(name)?.[1] ?? name;
    const targets = graph.get(of) ?? new Set();
    graph.set(of, targets);
    for (const to of packages)
      if (to !== `@alongside/${of}`) targets.add(to.slice("@alongside/".length));
  }
  return graph;
}

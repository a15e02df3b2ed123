import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { arrowsInCircles } from "./graph.ts";
import type { SourceFile } from "./imports.ts";

/** One line of the table. */
export type Measure = readonly [what: string, value: string];

/** Measures the sources below `root`. */
export function measures(root: string, files: ReadonlyMap<string, SourceFile>): readonly Measure[] {
  const all = [...files.values()];
  const bySize = all.toSorted((a, b) => a.lines - b.lines);
  const largest = bySize.at(-1);
  const median = bySize[Math.floor(bySize.length / 2)]?.lines ?? 0;
  const imports = new Map(all.map(({ name, imports: to }) => [name, to]));
  const circular = arrowsInCircles(imports);
  const folders = Map.groupBy(all, ({ name }) => dirname(name));
  const [folder, its] = [...folders].toSorted(([, a], [, b]) => b.length - a.length)[0] ?? ["", []];
  return [
    ["files", String(all.length)],
    ["lines of the median file", String(median)],
    ["largest file", `${largest?.name}, ${largest?.lines} lines`],
    ["largest folder", `${folder}, ${its.length} files`],
    ["imports that lie in a circle, types included", String(circular.length)],
    ["files in a circle", String(new Set(circular.map(([from]) => from)).size)],
    ...exportsOf(root),
  ];
}

function exportsOf(root: string): readonly Measure[] {
  return ["core", "client", "server", "react", "editors", "testing"].map((name) => {
    const folder = join(root, "packages", name);
    const { exports } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
      readonly exports: { readonly [entrance: string]: string | { readonly source?: string } };
    };
    const counts = Object.entries(exports).flatMap(([entrance, to]) => {
      if (typeof to === "string" || to.source === undefined) return [];
      const names = exportedNames(readFileSync(join(folder, to.source), "utf8"));
      return `${names.length}${entrance === "." ? "" : ` (\`${entrance.slice(1)}\`)`}`;
    });
    return [`names that \`${name}\` exports`, counts.join(", ")];
  });
}

/** The names that a file exports. */
export function exportedNames(text: string): readonly string[] {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
  const listed = Array.from(code.matchAll(/^export (?:type )?\{([^}]*)\}/gm), ([, names = ""]) =>
    names.split(",").flatMap(
      (name) =>
        name
          .trim()
          .split(/\s+as\s+/)
          .at(-1) || [],
    ),
  ).flat();
  const declared = Array.from(
    code.matchAll(
      /^export (?:declare |abstract |async )*(?:const|function\*?|class|interface|type|enum|let) (\w+)/gm,
    ),
    ([, name = ""]) => name,
  );
  return [...new Set([...listed, ...declared])];
}

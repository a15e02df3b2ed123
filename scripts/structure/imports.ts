import { globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

/** A file of the repository, and what it imports of it, types included. Names are relative to the root. */
export interface SourceFile {
  readonly name: string;
  readonly lines: number;
  /** Files of the same package. */
  readonly imports: ReadonlySet<string>;
  /** Packages of this repository, by name. */
  readonly packages: ReadonlySet<string>;
}

/** What is measured and drawn: what is published, and what is built on it. */
const SOURCES = "{packages/*,apps/demo,sim,fuzz,bench}/src/**/*.{ts,tsx}";

const IMPORT =
  /(?:^|[\s;(])(?:import|export)\b[^;"'()]*?\bfrom\s*"([^"]+)"|^import\s*"([^"]+)"|\bimport\("([^"]+)"\)/gm;

/** Reads all sources below `root`, by name. */
export function readSources(root: string): ReadonlyMap<string, SourceFile> {
  const names = globSync(SOURCES, { cwd: root }).filter((name) => !name.endsWith(".d.ts"));
  return new Map(
    names.toSorted().map((name) => {
      const text = readFileSync(join(root, name), "utf8");
      return [name, sourceFile(name, text)];
    }),
  );
}

/** What a file with this text imports. */
export function sourceFile(name: string, text: string): SourceFile {
  const named = importsIn(text);
  const own = named.flatMap((what) => {
    // Two builds stand behind this name; they import the same.
    if (what === "#build") return `${/^.*?\/src\//.exec(name)?.[0]}build/production.ts`;
    return what.startsWith(".") ? normalize(join(dirname(name), what)) : [];
  });
  return {
    name,
    lines: text.split("\n").length - (text.endsWith("\n") ? 1 : 0),
    imports: new Set(own),
    packages: new Set(named.flatMap((what) => /^@alongside\/[^/]+/.exec(what)?.[0] ?? [])),
  };
}

/** The names in the import and re-export statements of a text, in order. Comments are passed over. */
function importsIn(text: string): readonly string[] {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
  return Array.from(
    code.matchAll(IMPORT),
    ([, from, alone, dynamic]) => from ?? alone ?? dynamic ?? "",
  );
}

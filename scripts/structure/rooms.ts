import { dirname } from "node:path";
import type { SourceFile } from "./imports.ts";
import type { Graph } from "./graph.ts";

/** A folder, or a part of what lies beside the folders of a package, with its files. */
export interface Room {
  readonly name: string;
  readonly files: readonly string[];
}

/**
 * The folders below `source`, such as `packages/core/src`. What lies in it beside them is told apart: entrances, which nothing in
 * the package imports; what stands below all folders; and each file that stands between them by itself.
 */
export function roomsOf(source: string, files: ReadonlyMap<string, SourceFile>): readonly Room[] {
  const own = [...files.values()].filter(({ name }) => name.startsWith(`${source}/`));
  const imported = new Set(own.flatMap(({ imports }) => [...imports]));
  const isBeside = (name: string): boolean => dirname(name) === source;
  const base = baseOf(
    own.filter(({ name }) => isBeside(name)),
    isBeside,
  );
  const rooms = new Map<string, string[]>();
  for (const { name } of own) {
    const room = isBeside(name) ? roomBeside(name) : dirname(name).slice(source.length + 1);
    rooms.set(room, [...(rooms.get(room) ?? []), name]);
  }
  return Array.from(rooms, ([name, its]) => ({ name, files: its }));

  function roomBeside(name: string): string {
    if (!imported.has(name)) return "entrances";
    return base.has(name) ? "base" : name.slice(source.length + 1);
  }
}

/** Those of the files that import nothing of a folder, nor of another that does. */
function baseOf(
  files: readonly SourceFile[],
  isBeside: (name: string) => boolean,
): ReadonlySet<string> {
  const base = new Set(files.map(({ name }) => name));
  let before: number;
  do {
    before = base.size;
    for (const { name, imports } of files)
      if ([...imports].some((to) => !isBeside(to) || !base.has(to))) base.delete(name);
  } while (base.size < before);
  return base;
}

/** Which room imports of which. */
export function graphOf(rooms: readonly Room[], files: ReadonlyMap<string, SourceFile>): Graph {
  const roomOf = new Map(rooms.flatMap(({ name, files: its }) => its.map((file) => [file, name])));
  return new Map(
    rooms.map(({ name, files: its }) => {
      const to = its.flatMap((file) => [...(files.get(file)?.imports ?? [])]);
      const targets = new Set(to.flatMap((file) => roomOf.get(file) ?? []));
      targets.delete(name);
      return [name, targets];
    }),
  );
}

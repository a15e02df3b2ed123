import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const core = join(import.meta.dirname, "..");
const root = join(core, "../..");
const IMPORT = /^(?:im|ex)port (?:type )?\{([^}]*)\} from "(@alongside\/core(?:\/\w+)?)";$/gm;

/** The names in braces, with `type` and `as` taken off. */
function names(list: string): string[] {
  return list
    .split(",")
    .map((name) => /^(?:type )?(\w+)/.exec(name.trim())?.[1])
    .filter((name) => name !== undefined);
}

function exported(file: string): string[] {
  const source = readFileSync(join(core, "src", file), "utf8");
  return Array.from(source.matchAll(/^export (?:type )?\{([^}]*)\}/gm), ([, list]) =>
    names(list!),
  ).flat();
}

/** What the repository imports from each entrance, core's own sources apart. */
function imported(): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const top of ["packages", "apps", "sim", "fuzz", "bench", "fixtures"]) {
    for (const entry of readdirSync(join(root, top), { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (!/\.(?:ts|tsx|js)$/.test(path) || /\/(?:node_modules|dist)\//.test(path)) continue;
      for (const [, list, entrance] of readFileSync(path, "utf8").matchAll(IMPORT)) {
        const already = found.get(entrance!) ?? new Set();
        for (const name of names(list!)) already.add(name);
        found.set(entrance!, already);
      }
    }
  }
  return found;
}

const entrances = {
  "@alongside/core": exported("index.ts"),
  "@alongside/core/text": exported("text.ts"),
  "@alongside/core/inbox": exported("inbox.ts"),
  "@alongside/core/engine": exported("engine.ts"),
};

test("[R502] a name of core has one home", () => {
  const all = Object.values(entrances).flat();
  expect(all.length).toBeGreaterThan(100);
  expect(all.filter((name, at) => all.indexOf(name) !== at)).toEqual([]);
});

test("[R502] no entrance of core exports what nobody imports", () => {
  const uses = imported();
  const unused = Object.entries(entrances).flatMap(([entrance, exports]) =>
    exports
      .filter((name) => uses.get(entrance)?.has(name) !== true)
      .map((name) => `${name} of ${entrance}`),
  );
  expect(unused).toEqual([]);
});

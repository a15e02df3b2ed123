import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

/** A name that a package exports, and where it is declared. */
interface Exported {
  readonly name: string;
  /** From the folder that was given. */
  readonly file: string;
  readonly hasDocstring: boolean;
}

const LIST = /^export (?:type )?\{([^}]*)\} from "([^"]+)";/gm;
const IMPORT = /^import (?:type )?\{([^}]*)\} from "(\.[^"]+)";/gm;
const ALL = /^export \* from "(\.[^"]+)";/gm;

/**
 * What a module exports by lists, `export { a } from "./a.ts"`, in a package where each name is declared at the start of a line. Names of other
 * packages are theirs to document. Throws `Error` for a name whose declaration is not found.
 */
export function exportsOf(entrance: string, from: string): readonly Exported[] {
  const source = readFileSync(entrance, "utf8");
  const found: Exported[] = [];
  for (const [, path = ""] of source.matchAll(ALL))
    found.push(...exportsOf(join(dirname(entrance), path), from));
  for (const [, names = "", path = ""] of source.matchAll(LIST)) {
    if (!path.startsWith(".")) continue;
    for (const name of namesIn(names))
      found.push(declared(join(dirname(entrance), path), name, from));
  }
  for (const [, name = ""] of source.matchAll(declarations("[\\w$]+")))
    found.push(declared(entrance, name, from));
  return found;
}

/** In `a, type B, c as d` what each is called where it is declared. */
function namesIn(list: string): readonly string[] {
  return list
    .split(",")
    .map((part) =>
      part
        .trim()
        .replace(/^type /, "")
        .replace(/ as .*$/, ""),
    )
    .filter((name) => name !== "");
}

function declarations(name: string): RegExp {
  return new RegExp(
    `^export (?:declare |abstract |async )*(?:function\\*?|class|interface|type|const|enum) (${name})(?![\\w$])`,
    "gm",
  );
}

function declared(file: string, name: string, from: string): Exported {
  const source = readFileSync(file, "utf8");
  for (const [, names = "", path = ""] of source.matchAll(LIST))
    if (namesIn(names).includes(name) && path.startsWith("."))
      return declared(join(dirname(file), path), name, from);
  // `import type { RoomId } from …; export type { RoomId };`
  if (new RegExp(`^export (?:type )?\\{[^}]*\\b${name}\\b[^}]*\\};`, "m").test(source))
    for (const [, names = "", path = ""] of source.matchAll(IMPORT))
      if (namesIn(names).includes(name)) return declared(join(dirname(file), path), name, from);
  const places = Array.from(source.matchAll(declarations(name)), ({ index }) => index);
  const where = relative(from, file);
  if (places.length === 0) throw new Error(`${name} is not declared in ${where}`);
  return {
    name,
    file: where,
    // A line of a comment for tools may stand in between.
    hasDocstring: places.some((at) => /\*\/\n(?:\/\/[^\n]*\n)*$/.test(source.slice(0, at))),
  };
}

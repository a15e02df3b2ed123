import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const root = join(import.meta.dirname, "../..");

/** The sources of a package's entrances, by the path of its package.json in the repository. */
export function entrancesOf(manifest: string): readonly string[] {
  const { exports = {} } = JSON.parse(readFileSync(join(root, manifest), "utf8")) as {
    readonly exports?: { readonly [path: string]: unknown };
  };
  return Object.values(exports).flatMap((entrance) => {
    const source = (entrance as { readonly source?: string }).source;
    return source !== undefined && /\.tsx?$/.test(source)
      ? [join(root, dirname(manifest), source)]
      : [];
  });
}

import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { Problem, problemOf } from "./problem.ts";

/** Says which version of a package of Alongside an app gets: of the registry, of the same release as this command. */
export function published(version: string): () => string {
  return () => `^${version}`;
}

/**
 * Takes packages from tarballs in a folder, `alongside-core-0.1.0.tgz`. Throws `Problem` where there is no such folder, or a package is
 * missing in it.
 */
export function packedIn(folder: string): (name: string) => string {
  let files: readonly string[];
  try {
    files = readdirSync(folder);
  } catch (error) {
    throw problemOf(error, folder);
  }
  return (name) => {
    const stem = `${name.replace("@", "").replace("/", "-")}-`;
    const file = files.find(
      (one) => one.startsWith(stem) && /^\d.*\.tgz$/.test(one.slice(stem.length)),
    );
    if (file === undefined) throw new Problem(`--packages: there is no ${stem}….tgz in ${folder}`);
    return `file:${join(resolve(folder), file)}`;
  };
}

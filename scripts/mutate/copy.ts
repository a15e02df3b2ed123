import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/**
 * A copy of the sources, edits and new files included, to be mutated while others work on. What is installed is linked; the
 * repository's own packages are those of the copy. It goes when the process does.
 */
export function copyOf(root: string): string {
  const copy = mkdtempSync(join(tmpdir(), "alongside-mutate-"));
  process.on("exit", () => rmSync(copy, { recursive: true, force: true }));
  const listed = execFileSync(
    "git",
    ["ls-files", "-z", "--cached", "--others", "--exclude-standard"],
    { cwd: root, encoding: "utf8", maxBuffer: 1 << 26 },
  );
  for (const file of listed.split("\0")) {
    // What was deleted and not staged yet is listed too.
    if (lstatSync(join(root, file), { throwIfNoEntry: false })?.isFile() !== true) continue;
    mkdirSync(join(copy, dirname(file)), { recursive: true });
    cpSync(join(root, file), join(copy, file));
  }
  linkInstalled(join(root, "node_modules"), join(copy, "node_modules"));
  for (const group of ["packages", "apps"]) {
    for (const name of readdirSync(join(copy, group))) {
      const own = join(root, group, name, "node_modules");
      if (existsSync(own)) linkInstalled(own, join(copy, group, name, "node_modules"));
    }
  }
  const scope = join(copy, "node_modules/@alongside");
  mkdirSync(scope);
  for (const name of readdirSync(join(copy, "packages")))
    symlinkSync(join(copy, "packages", name), join(scope, name));
  return copy;
}

function linkInstalled(from: string, to: string): void {
  mkdirSync(to);
  for (const name of readdirSync(from)) {
    // Caches are the copy's own; the bench's and the demo's packages are not needed.
    if (name === "@alongside" || (name.startsWith(".") && name !== ".bin")) continue;
    symlinkSync(join(from, name), join(to, name));
  }
}

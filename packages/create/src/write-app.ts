import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { Problem, problemOf } from "./problem.ts";
import type { Files } from "./template-files.ts";

/** What an empty folder may have in it. */
const UNSEEN = new Set([".git", ".DS_Store", "Thumbs.db", ".idea", ".vscode"]);

/** Throws `Problem` where `folder` is there and not empty, or no folder. */
export function checkEmpty(folder: string, shown: string): void {
  let names: readonly string[];
  try {
    names = readdirSync(folder);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return;
    throw problemOf(error, shown);
  }
  const first = names.find((name) => !UNSEEN.has(name));
  if (first !== undefined)
    throw new Problem(`${shown} is not empty: it has ${first.replace(/\p{C}/gu, "?")} in it`);
}

/**
 * Writes an app, all of it or nothing: into a folder beside the one it goes to, which is moved to its place once all of it is there. Throws `Problem`
 * where the folder is not empty, or may not be written.
 */
export function writeApp(folder: string, shown: string, files: Files): void {
  checkEmpty(folder, shown);
  // A folder that is there stays the same one: a shell may be in it.
  const isThere = isFolder(folder);
  const beside = isThere ? realpathSync(folder) : dirname(folder);
  const made = firstMissing(beside);
  let unfinished: string | undefined;
  try {
    mkdirSync(beside, { recursive: true });
    unfinished = mkdtempSync(join(beside, ".create-alongside-"));
    for (const [path, text] of files) {
      const to = join(unfinished, path);
      mkdirSync(dirname(to), { recursive: true });
      writeFileSync(to, text);
    }
    if (isThere) moveInto(unfinished, beside);
    else renameSync(unfinished, folder);
  } catch (error) {
    if (unfinished !== undefined) rmSync(unfinished, { recursive: true, force: true });
    if (made !== undefined) rmSync(made, { recursive: true, force: true });
    throw problemOf(error, isThere ? shown : dirname(shown));
  }
}

/** Moves what is in a folder into another one, all of it or nothing. */
function moveInto(from: string, to: string): void {
  const moved: string[] = [];
  try {
    for (const name of readdirSync(from)) {
      renameSync(join(from, name), join(to, name));
      moved.push(name);
    }
    rmSync(from, { recursive: true });
  } catch (error) {
    for (const name of moved) rmSync(join(to, name), { recursive: true, force: true });
    throw error;
  }
}

/** The topmost folder on the way to `folder` that is not there. */
function firstMissing(folder: string): string | undefined {
  if (isFolder(folder)) return undefined;
  return firstMissing(dirname(folder)) ?? folder;
}

function isFolder(path: string): boolean {
  try {
    readdirSync(path);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return false;
    throw error;
  }
}

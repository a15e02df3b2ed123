import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Problem, problemOf } from "../problem.ts";
import { difference } from "./difference.ts";
import { type Added, addedTo } from "./files.ts";
import { knownApp } from "./kind.ts";
import { withAdded, withoutAdded } from "./manifest.ts";

const MANIFEST = "package.json";

/** What was changed. */
export interface Change {
  /** As `diff -u` shows it. */
  readonly difference: string;
  readonly paths: readonly string[];
  readonly next: readonly string[];
}

/** Makes an app that is there live: three files at most, all of them or none. Throws `Problem` where it has Alongside, or a file of that name. */
export function add(folder: string, shown: string, versionOf: (name: string) => string): Change {
  const app = knownApp(folder, shown);
  const added = addedTo(app);
  if (app.text.includes('"@alongside/'))
    throw new Problem(`${shown} has Alongside already; --undo takes back what --add did`);
  for (const path of added.files.keys())
    if (textIn(folder, path) !== undefined)
      throw new Problem(`${shown} has a ${path} already, and it is not Alongside's`);
  const files = new Map<string, string | undefined>(added.files);
  files.set(MANIFEST, withAdded(app.text, added, versionOf));
  return change(folder, shown, files, added);
}

/** Takes that back. Throws `Problem` where it was not done, or a file of it was edited since. */
export function undo(folder: string, shown: string): Change {
  const app = knownApp(folder, shown);
  // What is there now does not change what was added: the folder of the sources is older.
  const added = addedTo(app);
  const there = [...added.files].filter(([path]) => textIn(folder, path) !== undefined);
  if (there.length === 0 && !app.text.includes('"@alongside/'))
    throw new Problem(`There is nothing to take back in ${shown}`);
  const edited = there.find(([path, text]) => textIn(folder, path) !== text);
  if (edited !== undefined)
    throw new Problem(`${edited[0]} was edited since it was added: take it away yourself`);
  const files = new Map<string, string | undefined>(there.map(([path]) => [path, undefined]));
  files.set(MANIFEST, withoutAdded(app.text, added));
  return change(folder, shown, files, { ...added, next: [] });
}

/** Writes files, or takes away those without a text; where one fails, those before it are as they were. */
function change(
  folder: string,
  shown: string,
  files: ReadonlyMap<string, string | undefined>,
  { next }: Added,
): Change {
  const before = new Map([...files.keys()].map((path) => [path, textIn(folder, path)]));
  const done: string[] = [];
  try {
    for (const [path, text] of files) {
      write(folder, path, text);
      done.push(path);
    }
  } catch (error) {
    for (const path of done) write(folder, path, before.get(path));
    throw problemOf(error, shown);
  }
  const parts = [...files].map(([path, text]) => difference(path, before.get(path), text));
  return { difference: parts.join("\n"), paths: [...files.keys()], next };
}

function write(folder: string, path: string, text: string | undefined): void {
  const to = join(folder, path);
  if (text === undefined) return rmSync(to, { force: true });
  mkdirSync(dirname(to), { recursive: true });
  // Beside it first: a file is the old one or the new one.
  const beside = `${to}.create-alongside`;
  writeFileSync(beside, text, { flag: "wx" });
  try {
    renameSync(beside, to);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}

function textIn(folder: string, path: string): string | undefined {
  try {
    return readFileSync(join(folder, path), "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw problemOf(error, folder);
  }
}

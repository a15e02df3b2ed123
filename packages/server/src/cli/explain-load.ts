import { spawnSync } from "node:child_process";
import { relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** A line of a stack: a place alone, or one that a function was called at. */
const PLACE = /^(?:\s+at (?:async )?(?:.* \()?)?(.+?):(\d+)(?::\d+)?\)?$/;

/**
 * One line that says why a module did not load, with file and line. `files` are those that were read for it, in this order; `folder`
 * is what names of files are relative to.
 */
export function explainLoad(error: unknown, files: readonly string[], folder: string): string {
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const place = error instanceof Error ? placeOf(error, files) : undefined;
  const [line] = reason.split("\n", 1);
  if (place === undefined) return `${line}`;
  const file = relative(folder, place.file);
  return `${line} (${file.startsWith(`..${sep}`) ? place.file : file}:${place.line})`;
}

interface Place {
  readonly file: string;
  readonly line: string;
}

/** Where one of `files` has the mistake. */
function placeOf(error: Error, files: readonly string[]): Place | undefined {
  const last = files.at(-1);
  return (
    placeIn(error.stack, files) ??
    // Node keeps the place of a SyntaxError in a module to itself, and prints it when asked to check the file. It was the last to be read.
    (error instanceof SyntaxError && last !== undefined ? placeIn(checked(last), files) : undefined)
  );
}

function placeIn(text: string | undefined, files: readonly string[]): Place | undefined {
  for (const row of text?.split("\n") ?? []) {
    const [, where, line] = PLACE.exec(row) ?? [];
    if (where === undefined || line === undefined) continue;
    const file = where.startsWith("file:") ? fileURLToPath(where) : where;
    if (files.includes(file)) return { file, line };
  }
  return undefined;
}

/** What Node prints about a file that it cannot read as a program. */
function checked(file: string): string {
  return spawnSync(process.execPath, ["--check", file], { encoding: "utf8", timeout: 5000 }).stderr;
}

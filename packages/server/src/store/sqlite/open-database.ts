import type { DatabaseSync } from "node:sqlite";

/** Opens a file. Node's SQLite is asked for here: an import of it would have an older Node fail before it is told what it needs. */
export function openDatabase(file: string, readOnly = false): DatabaseSync {
  return new (process.getBuiltinModule("node:sqlite").DatabaseSync)(file, { readOnly });
}

import { type Entry, equalJson, initialOps } from "@alongside/core/engine";
import { Board } from "../app/board.ts";
import { Broken } from "./broken.ts";

/** What every room begins with. */
export const INITIAL = initialOps(Board.schema);

/** The records among it. */
const IDS: readonly string[] = Object.values(INITIAL)
  .flat()
  .map(({ id }) => id);

/** Whether every room begins with a record: nobody deletes it then. */
export function isInitial(id: string): boolean {
  return IDS.includes(id);
}

/** Throws where what every room begins with is not in a room that somebody sees, each of it once: nobody deletes it. */
export function checkInitial(
  columns: readonly { readonly id: string }[],
  say: (what: string) => string,
): void {
  for (const id of IDS) {
    const many = columns.filter((column) => column.id === id).length;
    if (many !== 1)
      throw new Broken(say(`${id}, which the room began with, is there ${many} times`));
  }
}

/** A log says first, and once, what its room began with and at which version; a later version is said once too. */
export function checkBeginning(entries: readonly Entry[], version: number): void {
  const [first] = entries;
  if (first === undefined) return;
  if (first.kind !== "migration" || !equalJson(first.ops, INITIAL))
    throw new Broken(
      `the log begins with ${JSON.stringify(first)}, not with what a room begins with`,
    );
  const versions = entries.flatMap((entry) => (entry.kind === "migration" ? entry.version : []));
  if (versions.length > version || versions.at(-1) !== version)
    throw new Broken(`the log has the versions ${versions.join()}, the room is at ${version}`);
}

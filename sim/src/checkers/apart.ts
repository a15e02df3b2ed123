import type { OpsByKey } from "@alongside/core/engine";
import { Broken } from "./broken.ts";

/** A change as a page lists it that was refused. */
export interface Listed {
  readonly code: string;
  /** The mutation that it called. */
  readonly name?: string;
  readonly ops: OpsByKey;
}

/**
 * Throws `Broken` unless what was written to a record that a refused change would have made is listed with that one alone: it would come
 * back twice.
 */
export function checkApart(list: readonly Listed[]): void {
  for (const one of list) {
    const made = madeBy(one.ops);
    for (const other of list) {
      if (other === one || mayWriteToItsRecords(one, other)) continue;
      const places = madeBy(other.ops);
      const twice = Object.values(other.ops)
        .flat()
        // A record that was moved to a place which was refused before it comes there with that place.
        .find((op) => made.has(op.id) && !(op.op === "move" && places.has(op.in.of)));
      if (twice !== undefined)
        throw new Broken(`two refused changes are listed with what was written to ${twice.id}`);
    }
  }
}

/** Whether `other` was listed while `one` was under way, or the other way round, so that neither went with the other. */
function mayWriteToItsRecords(one: Listed, other: Listed): boolean {
  // A mutation is run again.
  if (other.name !== undefined) return true;
  // What was under way as the rights went may be in the log: then its records are there, and written to later on.
  if (isHandedBack(one) && !isHandedBack(other)) return true;
  // As the log went back, what goes on as a whole or not at all was listed at once, with what it wrote to records that go on.
  if (isRewound(other) && !isRewound(one) && !isHandedBack(one)) return true;
  // The server names a mutation's records by its number, which one that was handed back unsent may have had before.
  return one.name !== undefined && isHandedBack(other);
}

/** Whether it was not the server that refused it: the rights went. */
function isHandedBack({ code }: Listed): boolean {
  return code.startsWith("auth.");
}

/** Whether it could not go on as the log went back. */
function isRewound({ code }: Listed): boolean {
  return code === "room.rewound";
}

function madeBy(ops: OpsByKey): ReadonlySet<string> {
  return new Set(
    Object.values(ops).flatMap((all) =>
      all.flatMap((op) => (op.op === "insert" || op.op === "put" ? op.id : [])),
    ),
  );
}

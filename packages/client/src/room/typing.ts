import type { RoomDefinition } from "@alongside/core";
import { isMark, ownerOf, type TextOp } from "@alongside/core/engine";
import type { RoomCopy } from "./copy.ts";
import { type PendingChange, WINDOW } from "./pending.ts";
import type { Committed } from "./types.ts";
import type { Write } from "./write.ts";
import { typedIn } from "./written-ops.ts";

/** Characters that may be too many for a message. */
export const LARGE = 100_000;

/** The change that what is typed goes on: the one before, where that just types too and is not sent. */
export function goesOn<D extends RoomDefinition>(
  { pending }: RoomCopy<D>,
  { strict, mutation, gesture, undo, isApart }: Write,
): PendingChange | undefined {
  const isOther = strict === true || mutation || gesture || undo || isApart;
  return isOther ? undefined : pending.typing;
}

/** Lets what the change `n` typed join the one it goes on. Returns how that will end; undefined where there is none. */
export function joinTyping<D extends RoomDefinition>(
  copy: RoomCopy<D>,
  n: number,
  write: Write,
): Promise<Committed> | undefined {
  const before = goesOn(copy, write);
  const edits = before && copy.replica.typingOf(n);
  if (before === undefined || edits === undefined) return undefined;
  const typed = typedIn(edits);
  if (typed > LARGE || makerOf(copy, edits) !== before.waitsFor) return undefined;
  tellTyped(copy, edits, write.by);
  copy.replica.merge(n, before.data.n);
  return joined(copy, before, typed);
}

/** Notes that about `typed` characters joined a change. Returns how that will end. */
export function joined<D extends RoomDefinition>(
  copy: RoomCopy<D>,
  before: PendingChange,
  typed: number,
): Promise<Committed> {
  before.typed += typed;
  if (before.typed >= WINDOW) weigh(copy, before);
  return before.committed;
}

/** Tells of edits of texts that were written here. */
export function tellTyped<D extends RoomDefinition>(
  { replica, textEvents }: RoomCopy<D>,
  edits: readonly TextOp[],
  by: object | undefined,
): void {
  for (const op of edits) {
    if (isMark(op)) continue;
    const { id, field, delta } = op;
    // What is sent again may edit a text whose record was never made, or is gone for good: then nothing is seen.
    if (replica.node(id) !== undefined) textEvents.push({ id, field, delta, isOwn: true, by });
  }
}

/** The number of the last mutation under way that makes a record whose text is edited. */
export function makerOf<D extends RoomDefinition>(
  { pending, writer }: RoomCopy<D>,
  edits: readonly TextOp[],
): number | undefined {
  let last: number | undefined;
  for (const { id } of edits) {
    const made = id.startsWith(writer.client) ? ownerOf(id)?.n : undefined;
    const n = (made ?? 0) + writer.offset;
    if (made === undefined || pending.get(n)?.data.mutation === undefined) continue;
    last = Math.max(last ?? 0, n);
  }
  return last;
}

/** Notes how much a change has typed, put together: on the wire that may be far less than what was typed key by key. */
function weigh<D extends RoomDefinition>({ replica }: RoomCopy<D>, change: PendingChange): void {
  const ops = replica.schema.textEngine?.pack(replica.opsOf(change.data.n));
  const { length } = JSON.stringify(ops ?? {});
  // One that is nearly full is left as it is, or it would be put together again for each key.
  change.typed = length < WINDOW * 0.9 ? length : WINDOW;
}

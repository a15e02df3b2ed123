import { MAX_OPS } from "@alongside/core/engine";
import type { Undo } from "@alongside/client";
import type { BoardDraft, BoardRoom } from "./room.ts";

/** Characters of JSON in one part: well below what a server takes as one message. */
const PART_CHARACTERS = 1_000_000;

/** What an item costs of what one change may hold. */
interface Cost<T> {
  /** How many ops it takes; one, unless told otherwise. */
  readonly ops?: (item: T) => number;
  /** About how many characters it takes; a hundred, unless told otherwise. */
  readonly characters?: (item: T) => number;
}

/** Where the parts of one action go, and what makes one step of them to take back. */
export interface Whole {
  readonly room: Pick<BoardRoom, "update">;
  readonly own: Pick<Undo, "group">;
}

/**
 * Changes each of `items`, in one change of the room, or in several where one cannot hold so much: one step to take back in any
 * case. Returns all results in order.
 */
export function updateEach<T, R>(
  { room, own }: Whole,
  items: readonly T[],
  change: (doc: BoardDraft, item: T) => R,
  cost: Cost<T> = {},
): R[] {
  return own.group(() =>
    partsOf(items, cost).flatMap(
      (part) => room.update((doc) => part.map((item) => change(doc, item))).local,
    ),
  );
}

/** Hands ids to `run` in order, as many at a time as one change may move: one step to take back. */
export function inParts(
  { own }: Pick<Whole, "own">,
  ids: readonly string[],
  run: (part: string[]) => void,
): void {
  own.group(() => partsOf(ids, {}).forEach(run));
}

function partsOf<T>(items: readonly T[], cost: Cost<T>): readonly T[][] {
  const parts: T[][] = [];
  let part: T[] = [];
  let ops = Infinity;
  let characters = Infinity;
  for (const item of items) {
    const itemOps = cost.ops?.(item) ?? 1;
    const itemCharacters = cost.characters?.(item) ?? 100;
    if (ops + itemOps > MAX_OPS || characters + itemCharacters > PART_CHARACTERS) {
      parts.push((part = []));
      ops = characters = 0;
    }
    part.push(item);
    ops += itemOps;
    characters += itemCharacters;
  }
  return parts;
}

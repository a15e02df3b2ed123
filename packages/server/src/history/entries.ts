import {
  type DownEntry,
  type EntryParts,
  readEntry,
  type RoomId,
  type Seq,
} from "@alongside/core/engine";
import type { FoundEntries, WantedEntries } from "../store/past/wanted.ts";
import { Dropped, type Store } from "../store/store.ts";
import { forgotten } from "./past.ts";

/**
 * The entries of `wanted` that hold something for a reader, in order, as many as one question brings. Rejects with `Refused`,
 * `history.forgotten`, where the first of them is not kept.
 */
export async function entriesOf(
  store: Store,
  room: RoomId,
  wanted: WantedEntries,
): Promise<FoundEntries> {
  try {
    return await store.pastEntries(room, wanted);
  } catch (error) {
    throw error instanceof Dropped ? forgotten(room, error.floor) : error;
  }
}

/** Entries of one page. */
const PAGE = 1000;

/** Characters of entries that are read before everybody else has a turn. */
const SLICE = 64 * 1024;

/** What somebody can read something of. */
export type PastEntry = Extract<
  DownEntry,
  { readonly pruned: unknown } | { readonly migrated: unknown } | { readonly actor: unknown }
>;

/** All that is wanted, page by page. `rest` gives everybody else a turn. */
export async function* textsOf(
  store: Store,
  room: RoomId,
  wanted: Omit<WantedEntries, "limit">,
  rest: () => Promise<void>,
): AsyncGenerator<string, undefined> {
  let characters = 0;
  for (let after: Seq | undefined = wanted.after; after !== undefined;) {
    const page: FoundEntries = await entriesOf(store, room, { ...wanted, after, limit: PAGE });
    for (const text of page.texts) {
      yield text;
      characters += text.length;
      if (characters < SLICE) continue;
      characters = 0;
      await rest();
    }
    after = page.next;
  }
}

/** The entries that are wanted; one with many ops comes in several pieces of the same `seq`. */
export async function* piecesOf(
  store: Store,
  room: RoomId,
  wanted: Omit<WantedEntries, "limit" | "as">,
  rest: () => Promise<void>,
): AsyncGenerator<PastEntry, undefined> {
  for await (const text of textsOf(store, room, { ...wanted, as: "pieces" }, rest)) {
    const entry = readEntry(JSON.parse(text) as EntryParts);
    if ("pruned" in entry || "migrated" in entry || "actor" in entry) yield entry;
  }
}

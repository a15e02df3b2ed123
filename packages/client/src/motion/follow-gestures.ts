import { inWords, misused } from "@alongside/core/engine";
import type { RoomDefinition, StorageOf } from "@alongside/core";
import type { RoomSession } from "../room/room.ts";
import { sessionOf } from "../room/sessions.ts";
import type { Room } from "../room/types.ts";
import type { Motion } from "./motion.ts";

/** What of a room moves, and how that is said in numbers. */
export interface Followed<D extends RoomDefinition, R> {
  /** The records that may move: `(board) => board.shapes`. */
  readonly records: (state: StorageOf<D>) => readonly R[];
  /** What of a record glides: `({ at, size }) => [at.x, at.y, size.w, size.h]`. */
  readonly numbers: (record: R) => readonly number[];
  /** Told, before the motion is, which records gestures show, by their ids; none by the time that their pointers move on without them. */
  readonly shown?: (shown: ReadonlyMap<string, ShownByGesture>) => void;
}

/** Of a record that somebody's gesture shows. */
export interface ShownByGesture {
  /** Whose gesture it is. */
  readonly client: string;
  /** Which of theirs. */
  readonly gesture: string;
  /** Whether there is no such record without the gesture: it is being drawn. */
  readonly isMade: boolean;
  /** When what is shown was so, in ms by the clock of whoever does it. */
  readonly at: number | undefined;
}

/**
 * Feeds a motion with what the gestures of others show of records, by the record's id: it glides as the cursor of who drags it.
 * Records that nobody else's gesture shows are left alone, and told of to nobody; own changes are shown at once. What a gesture
 * has committed is glided to, and then forgotten. Returns a function that ends it. Throws `TypeError` for what is no room, and
 * where a function is missing.
 */
export function followGestures<D extends RoomDefinition, R extends { readonly id: string }>(
  room: Room<D>,
  { records, numbers, shown: tell }: Followed<D, R>,
  motion: Motion,
): () => void {
  const session = sessionOf(room, "followGestures");
  for (const given of [records, numbers])
    if (typeof given !== "function")
      throw misused(
        "followGestures",
        inWords(() => "records and numbers should be functions"),
        given,
      );
  const { presence } = session;
  /** Records that are followed, and by which gesture each was shown last. */
  const followed = new Map<string, string>();
  let ticks = presence.shownTicks;
  let before: readonly R[] = listOf(room.get(), records);

  const follow = (state: StorageOf<D>): void => {
    const now = records(state);
    const isTick = presence.shownTicks !== ticks;
    ticks = presence.shownTicks;
    const shown = shownByOthers(session);
    tell?.(shown);
    if (shown.size > 0 || followed.size > 0) {
      const known = byId(before, shown);
      const here = byId(now, new Set([...shown.keys(), ...followed.keys()]));
      for (const [id, { at, gesture }] of shown) {
        const was = known.get(id);
        const is = here.get(id);
        if (is === undefined || is === was) continue;
        const last = followed.get(id);
        // Drawn, and then dragged: that moves otherwise.
        if (last !== undefined && last !== gesture) motion.remove(id);
        if (last !== gesture && was !== undefined) motion.put(id, numbers(was));
        followed.set(id, gesture);
        // What is another one, and no tick has said so, was changed here.
        if (isTick) motion.to(id, numbers(is), at);
        else motion.put(id, numbers(is));
      }
      for (const id of followed.keys()) {
        const is = here.get(id);
        if (is !== undefined && shown.has(id)) continue;
        followed.delete(id);
        if (is === undefined) motion.remove(id);
        else {
          motion.to(id, numbers(is));
          motion.leave(id);
        }
      }
    }
    before = now;
  };

  const stop = room.subscribe(follow);
  // The end of a gesture that was committed changes nothing of what is shown.
  const stopTelling = tell && room.others.subscribe(() => tell(shownByOthers(session)));
  return () => {
    stop();
    stopTelling?.();
    for (const id of followed.keys()) motion.remove(id);
  };
}

function listOf<S, R>(state: S | undefined, records: (state: S) => readonly R[]): readonly R[] {
  return state === undefined ? [] : records(state);
}

/** The records that the gestures of others write to. */
function shownByOthers<D extends RoomDefinition>({
  presence,
}: RoomSession<D>): ReadonlyMap<string, ShownByGesture> {
  const shown = new Map<string, ShownByGesture>();
  for (const [client, gestures] of presence.previews)
    for (const [gesture, ops] of gestures) {
      const at = presence.times.get(gesture);
      for (const key in ops)
        for (const { id, op } of ops[key] ?? []) {
          const isMade = op === "insert" || shown.get(id)?.isMade === true;
          shown.set(id, { client, gesture, isMade, at });
        }
    }
  return shown;
}

function byId<R extends { readonly id: string }>(
  records: readonly R[],
  wanted: Pick<ReadonlySet<string>, "size" | "has">,
): ReadonlyMap<string, R> {
  const found = new Map<string, R>();
  if (wanted.size === 0) return found;
  for (const record of records) if (wanted.has(record.id)) found.set(record.id, record);
  return found;
}

import { type OpsByKey, previewWeight } from "@alongside/core/engine";
import type { Author } from "./verdict.ts";
import type { Member } from "./member.ts";
import { type Present, Shown } from "./present.ts";

/** Gestures of one client that may be shown at a time. */
export const MAX_PREVIEWS = 16;

interface GesturesOptions {
  /** What counts towards it is `previewWeight`. */
  readonly clientLimit: number;
  /** In characters of JSON. */
  readonly roomLimit: number;
  /** Everyone in the room. */
  readonly people: ReadonlyMap<string, Present>;
  /** Those whose link is down, the first to go first. */
  readonly dropped: ReadonlySet<Present>;
  /** What may be shown of a gesture: the ops that write to something. Undefined when its author may not write them, or the schema refuses. */
  check(author: Author, ops: OpsByKey): OpsByKey | undefined;
  /** Does something for one member. What throws there ends that member's seat alone. */
  attend(member: Member, fn: () => void): void;
  /** What is shown of a gesture may have changed. */
  onChange(present: Present, gesture: string | undefined): void;
  /** A gesture of `bytes` is not shown. */
  onRefused(present: Present, gesture: string, bytes: number, limit: string): void;
}

/** A gesture as it came last, to be looked at when the next tick shows it. */
interface Asked {
  readonly author: Author & Member;
  readonly ops: OpsByKey;
  /** See `Preview.at`. */
  readonly at: number | undefined;
  /** What it counts towards the limit of its client, about. */
  readonly weight: number;
}

/**
 * What people show of their gestures. A gesture is looked at when a tick shows it, and no sooner, so that what comes faster than it
 * is shown costs nothing. What is shown is bounded for each client and for the room.
 */
export class Gestures {
  readonly #options: GesturesOptions;
  readonly #asked = new Map<Present, Map<string, Asked>>();
  #bytes = 0;

  constructor(options: GesturesOptions) {
    this.#options = options;
  }

  /** A gesture as it is now, in a message of `bytes`. */
  ask(
    present: Present,
    author: Author & Member,
    gesture: string,
    ops: OpsByKey,
    bytes: number,
    at?: number,
  ): void {
    const { clientLimit } = this.#options;
    const asked = this.#asked.get(present) ?? new Map<string, Asked>();
    const weight = previewWeight(ops, bytes);
    let sum = weight;
    let count = 1;
    for (const other of new Set([...present.previews.keys(), ...asked.keys()])) {
      if (other === gesture) continue;
      sum += (asked.get(other) ?? present.previews.get(other))?.weight ?? 0;
      count += 1;
    }
    if (sum > clientLimit || count > MAX_PREVIEWS) {
      const limit = `${clientLimit} in ${MAX_PREVIEWS} gestures for a client`;
      this.#refuse(present, gesture, sum, limit);
      return;
    }
    asked.set(gesture, { author, ops, at, weight });
    this.#asked.set(present, asked);
    this.#options.onChange(present, undefined);
  }

  /** Nothing of a gesture is shown any more. */
  hide(present: Present, gesture: string): void {
    this.#asked.get(present)?.delete(gesture);
    const shown = present.previews.get(gesture);
    if (shown === undefined) return;
    present.endPreview(gesture);
    this.#bytes -= shown.bytes;
    this.#options.onChange(present, gesture);
  }

  hideAll(present: Present): void {
    this.#asked.delete(present);
    for (const gesture of present.previews.keys()) this.hide(present, gesture);
  }

  /** Somebody is gone, and all that they showed with them. */
  forget(present: Present): void {
    this.#asked.delete(present);
    this.#bytes -= present.previewBytes;
  }

  /** Shows what may be shown of the gestures that somebody has sent since the last look. Returns how many ops were looked at. */
  look(present: Present): number {
    const asked = this.#asked.get(present);
    if (asked === undefined) return 0;
    this.#asked.delete(present);
    let count = 0;
    for (const [gesture, { author, ops, at }] of asked) {
      this.hide(present, gesture);
      for (const key in ops) count += ops[key]?.length ?? 0;
      this.#options.attend(author, () => {
        const checked = this.#options.check(author, ops);
        if (checked !== undefined) this.#show(present, gesture, new Shown(checked, at));
      });
    }
    return count;
  }

  clear(): void {
    this.#asked.clear();
  }

  #show(present: Present, gesture: string, shown: Shown): void {
    const { clientLimit, roomLimit, people, dropped } = this.#options;
    const { bytes } = shown;
    let weight = shown.weight;
    for (const other of present.previews.values()) weight += other.weight;
    if (weight > clientLimit)
      return this.#refuse(present, gesture, weight, `${clientLimit} for a client`);
    this.#makeRoom([...dropped], bytes);
    if (!this.#fits(bytes)) {
      // Whoever asks for no more than an equal part gets it, from who shows the most.
      const others = [...people.values()].filter((one) => one !== present && one.previews.size > 0);
      if (present.previewBytes + bytes > roomLimit / (others.length + 1))
        return this.#refuse(present, gesture, bytes, `${roomLimit} for a room`);
      others.sort((one, other) => other.previewBytes - one.previewBytes);
      this.#makeRoom(others, bytes);
    }
    present.preview(gesture, shown);
    this.#bytes += bytes;
    this.#options.onChange(present, gesture);
  }

  #fits(bytes: number): boolean {
    return this.#bytes + bytes <= this.#options.roomLimit;
  }

  /** Hides gestures of these people, the first first, until `bytes` more can be shown. */
  #makeRoom(people: readonly Present[], bytes: number): void {
    for (const present of people) {
      for (const [gesture, shown] of present.previews) {
        if (this.#fits(bytes)) return;
        this.#refuse(present, gesture, shown.bytes, `${this.#options.roomLimit} for a room`);
      }
    }
  }

  #refuse(present: Present, gesture: string, bytes: number, limit: string): void {
    this.hide(present, gesture);
    this.#options.onRefused(present, gesture, bytes, limit);
  }
}

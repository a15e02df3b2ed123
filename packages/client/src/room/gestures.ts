import { type Json, Refused, type RoomDefinition } from "@alongside/core";
import { encodePreview, type OpsByKey, previewWeight } from "@alongside/core/engine";
import type { Presence } from "../presence/presence.ts";
import { GestureOf } from "./gesture.ts";
import type { RoomHost } from "./host.ts";
import type { Writing } from "./writing.ts";

type Fields = { readonly [field: string]: Json };

/** The gestures under way in a room, and what the others are shown of them. */
export class Gestures<D extends RoomDefinition> {
  readonly #writing: Writing<D>;
  readonly #host: RoomHost;
  readonly #open = new Map<number, GestureOf<D>>();
  /** Taken back while the others could not be told. */
  readonly #takenBack = new Set<number>();
  /** Too large to be shown to the others. */
  readonly #tooLarge = new Set<number>();
  /** To be shown with the next presence: what drags and what is dragged are seen at one time. */
  readonly #changed = new Set<number>();
  readonly #presence: Presence<D>;
  #count = 0;

  constructor(writing: Writing<D>, host: RoomHost, presence: Presence<D>) {
    this.#writing = writing;
    this.#host = host;
    this.#presence = presence;
    presence.showGestures = (set) => this.#showChanged(set);
  }

  /** Throws what `update` throws where nothing may be written. */
  begin(): GestureOf<D> {
    const writing = this.#writing;
    writing.told(() => writing.copy.checkWritable());
    const number = ++this.#count;
    const gesture = new GestureOf<D>(writing, number, () => this.#host.clock.now(), {
      show: () => {
        this.#changed.add(number);
        this.#presence.request();
      },
      takeBack: () => void this.#show(number, null),
      end: () => {
        this.#open.delete(number);
        this.#changed.delete(number);
      },
    });
    this.#open.set(number, gesture);
    return gesture;
  }

  /** The room was entered again: the others are shown what is under way. */
  showAgain(): void {
    for (const gesture of this.#takenBack) this.#show(gesture, null);
    this.#takenBack.clear();
    for (const gesture of this.#open.values()) gesture.showAgain();
  }

  /** The room's replica is another one: calls `attempt` with what takes each gesture over to it. */
  reopen(attempt: (step: () => void) => void): void {
    for (const gesture of this.#open.values()) attempt(() => gesture.reopen());
  }

  cancelAll(): void {
    for (const gesture of this.#open.values()) gesture.cancel();
  }

  /** Shows the gestures that have changed, and fields of presence with the first that can be. Returns whether these went. */
  #showChanged(set: Fields): boolean {
    let rest: Fields | undefined = Object.keys(set).length > 0 ? set : undefined;
    let isTaken = false;
    for (const number of this.#changed) {
      const gesture = this.#open.get(number);
      if (
        gesture !== undefined &&
        this.#show(number, gesture.ops, rest, gesture.at) &&
        rest !== undefined
      ) {
        isTaken = true;
        rest = undefined;
      }
    }
    this.#changed.clear();
    return isTaken;
  }

  /**
   * Shows a gesture to the others, with fields of presence; null takes it back. One that is too large is not shown, and the app hears
   * so once. Returns whether it was sent.
   */
  #show(gesture: number, ops: OpsByKey | null, set?: Fields, at?: number): boolean {
    const { copy } = this.#writing;
    if (!copy.isIn) {
      if (ops === null) this.#takenBack.add(gesture);
      return false;
    }
    const frame = encodePreview({ seat: copy.seat, gesture, ops });
    const { message, preview = Infinity } = this.#host.limits;
    const size = ops === null ? 0 : previewWeight(ops, frame.length);
    const more = { ...(set && { set }), ...(at !== undefined && { at }) };
    const whole = encodePreview({ seat: copy.seat, gesture, ops, ...more });
    // In UTF-8 a character may be three bytes.
    if (size <= preview && whole.length * 3 <= message) {
      this.#tooLarge.delete(gesture);
      this.#host.send(whole);
      return true;
    }
    if (!this.#tooLarge.has(gesture)) {
      this.#show(gesture, null);
      this.#tooLarge.add(gesture);
      const limit = `${Math.ceil(size)} characters, the server shows ${preview}`;
      this.#host.report(
        new Refused("limit.preview", `The gesture is not shown to others: it has ${limit}`),
      );
    }
    return false;
  }
}

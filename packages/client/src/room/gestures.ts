import { Refused, type RoomDefinition } from "@alongside/core";
import { encodePreview, type OpsByKey, previewWeight } from "@alongside/core/engine";
import { GestureOf } from "./gesture.ts";
import type { RoomHost } from "./host.ts";
import type { Writing } from "./writing.ts";

/** The gestures under way in a room, and what the others are shown of them. */
export class Gestures<D extends RoomDefinition> {
  readonly #writing: Writing<D>;
  readonly #host: RoomHost;
  readonly #open = new Map<number, GestureOf<D>>();
  /** Taken back while the others could not be told. */
  readonly #takenBack = new Set<number>();
  /** Too large to be shown to the others. */
  readonly #tooLarge = new Set<number>();
  #count = 0;

  constructor(writing: Writing<D>, host: RoomHost) {
    this.#writing = writing;
    this.#host = host;
  }

  /** Throws what `update` throws where nothing may be written. */
  begin(): GestureOf<D> {
    const writing = this.#writing;
    writing.told(() => writing.copy.checkWritable());
    const number = ++this.#count;
    const gesture = new GestureOf<D>(writing, number, this.#host.clock, {
      show: (ops) => this.#show(number, ops),
      end: () => void this.#open.delete(number),
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

  /** Shows a gesture to the others; null takes it back. One that is too large is not shown, and the app hears so once. */
  #show(gesture: number, ops: OpsByKey | null): void {
    const { copy } = this.#writing;
    if (!copy.isIn) {
      if (ops === null) this.#takenBack.add(gesture);
      return;
    }
    const frame = encodePreview({ seat: copy.seat, gesture, ops });
    const { message, preview = Infinity } = this.#host.limits;
    const size = ops === null ? 0 : previewWeight(ops, frame.length);
    // In UTF-8 a character may be three bytes.
    if (size <= preview && frame.length * 3 <= message) {
      this.#tooLarge.delete(gesture);
      this.#host.send(frame);
    } else if (!this.#tooLarge.has(gesture)) {
      this.#show(gesture, null);
      this.#tooLarge.add(gesture);
      const limit = `${Math.ceil(size)} characters, the server shows ${preview}`;
      this.#host.report(
        new Refused("limit.preview", `The gesture is not shown to others: it has ${limit}`),
      );
    }
  }
}

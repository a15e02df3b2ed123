import type { Delta } from "@alongside/core";
import { Listeners } from "../cell.ts";
import type { Report } from "../readable.ts";
import type { Recorder } from "./recorder.ts";

/** The field of a record that is a text. */
export interface TextPlace {
  readonly id: string;
  readonly field: string;
}

/** What happened to a text as it is seen. */
export interface TextEvent extends TextPlace {
  readonly delta: Delta;
  /** An own edit, made just now. */
  readonly isOwn: boolean;
}

/** Texts that somebody follows; those that are not there just now may be left out. */
type Watched = () => Iterable<TextPlace | null | undefined>;

/** Gathers what happens to texts while a message is taken in or a change is made, and tells of it when that is done. */
export class TextEvents {
  readonly listeners: Listeners<TextEvent>;
  /** Hears of it at once, in the order it happens. */
  recorder: Pick<Recorder, "onText"> | undefined;
  #queue: TextEvent[] = [];
  readonly #watched = new Set<Watched>();

  constructor(report: Report) {
    this.listeners = new Listeners(report);
  }

  /** Texts whose difference is told when the room begins anew. Answers a function that ends it. */
  watch(places: Watched): () => void {
    this.#watched.add(places);
    return () => void this.#watched.delete(places);
  }

  /** The texts that are watched now, each once. */
  watched(): readonly TextPlace[] {
    const places = new Map<string, TextPlace>();
    for (const texts of this.#watched)
      for (const at of texts()) if (at) places.set(`${at.id} ${at.field}`, at);
    return [...places.values()];
  }

  push(event: TextEvent): void {
    this.recorder?.onText(event);
    if (!this.listeners.isEmpty) this.#queue.push(event);
  }

  tell(): void {
    const queue = this.#queue;
    if (queue.length === 0) return;
    this.#queue = [];
    for (const event of queue) this.listeners.call(event);
  }
}

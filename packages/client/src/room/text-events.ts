import type { Delta } from "@alongside/core";
import { Listeners } from "../cell.ts";
import type { Report } from "../readable.ts";

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

/** Gathers what happens to texts while a message is taken in or a change is made, and tells of it when that is done. */
export class TextEvents {
  readonly listeners: Listeners<TextEvent>;
  #queue: TextEvent[] = [];
  readonly #watched = new Set<() => TextPlace | undefined>();

  constructor(report: Report) {
    this.listeners = new Listeners(report);
  }

  /** Texts whose difference is told when the room begins anew. Answers a function that ends it. */
  watch(place: () => TextPlace | undefined): () => void {
    this.#watched.add(place);
    return () => void this.#watched.delete(place);
  }

  /** The texts that are watched now, each once. */
  watched(): readonly TextPlace[] {
    const places = new Map<string, TextPlace>();
    for (const place of this.#watched) {
      const at = place();
      if (at !== undefined) places.set(`${at.id} ${at.field}`, at);
    }
    return [...places.values()];
  }

  push(event: TextEvent): void {
    if (!this.listeners.isEmpty) this.#queue.push(event);
  }

  tell(): void {
    const queue = this.#queue;
    if (queue.length === 0) return;
    this.#queue = [];
    for (const event of queue) this.listeners.call(event);
  }
}

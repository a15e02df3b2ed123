import { Listeners } from "../cell.ts";
import type { Report } from "../readable.ts";
import { attempt } from "./attempt.ts";
import type { Recorder } from "./recorder.ts";
import type { TextEvent, TextPlace } from "./text-event.ts";

/** Texts that somebody follows; those that are not there just now may be left out. */
type Watched = () => Iterable<TextPlace | null | undefined>;

/** Gathers what happens to texts while a message is taken in or a change is made, and tells of it when that is done. */
export class TextEvents {
  readonly listeners: Listeners<TextEvent>;
  /** Called once all that had happened was told. */
  readonly told: Listeners<void>;
  readonly report: Report;
  /** Hears of it at once, in the order it happens. */
  recorder: Pick<Recorder, "onText"> | undefined;
  #queue: TextEvent[] = [];
  #isTelling = false;
  readonly #watched = new Set<Watched>();

  constructor(report: Report) {
    this.report = report;
    this.listeners = new Listeners(report);
    this.told = new Listeners(report);
  }

  /** Whether something is being told: who listens may not have heard all of it. */
  get isTelling(): boolean {
    return this.#isTelling;
  }

  /** Texts whose difference is told when the room begins anew. Returns a function that ends it. */
  watch(places: Watched): () => void {
    this.#watched.add(places);
    return () => void this.#watched.delete(places);
  }

  /** The texts that are watched now, each once. */
  watched(): readonly TextPlace[] {
    const places = new Map<string, TextPlace>();
    for (const texts of this.#watched)
      attempt(this.report, () => {
        for (const at of texts()) if (at) places.set(`${at.id} ${at.field}`, at);
      });
    return [...places.values()];
  }

  push(event: TextEvent): void {
    try {
      this.recorder?.onText(event);
    } catch (error) {
      this.report(error);
      this.recorder?.onText({ ...event, delta: undefined });
    }
    if (!this.listeners.isEmpty) this.#queue.push(event);
  }

  /** Tells of what happened, in order: what a listener does itself comes after what it is told of. */
  tell(): void {
    if (this.#isTelling || this.#queue.length === 0) return;
    this.#isTelling = true;
    try {
      while (this.#queue.length > 0) {
        const queue = this.#queue;
        this.#queue = [];
        for (const event of queue) this.listeners.call(event);
        this.told.call();
      }
    } finally {
      this.#isTelling = false;
    }
  }
}

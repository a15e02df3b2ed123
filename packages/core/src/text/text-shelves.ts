import type { Delta } from "./delta.ts";
import { diff } from "./diff.ts";
import type { TextValue } from "./text-value.ts";
import { cross } from "./transform.ts";

/** An edit that was refused, kept so that it can be made again: it moves with the text as it is seen. */
export interface Shelf {
  readonly id: string;
  readonly field: string;
  /** Undefined once nobody knows where it belongs: its text was not there when the room began anew. */
  delta: Delta | undefined;
}

/** A text as it is seen; undefined where it is not there. */
export type Seen = (id: string, field: string) => TextValue | undefined;

/** The refused edits of a room that may be made again. */
export class TextShelves {
  readonly #shelves = new Set<Shelf>();

  get isEmpty(): boolean {
    return this.#shelves.size === 0;
  }

  add(id: string, field: string, delta: Delta): Shelf {
    const shelf = { id, field, delta };
    this.#shelves.add(shelf);
    return shelf;
  }

  remove(shelf: Shelf): void {
    this.#shelves.delete(shelf);
  }

  /** What is seen of a text has changed by `unit`. */
  move(id: string, field: string, unit: Delta): void {
    for (const shelf of this.#shelves) {
      if (shelf.id !== id || shelf.field !== field || shelf.delta === undefined) continue;
      [shelf.delta] = cross(shelf.delta, unit, "right");
    }
  }

  /**
   * Takes over what `old` keeps, where the room began anew: `before` and `now` are what was and is seen. Of one that this fails for,
   * which is reported, nobody knows where it belongs.
   */
  takeOver(old: TextShelves, before: Seen, now: Seen, report: (error: unknown) => void): void {
    for (const shelf of old.#shelves) {
      this.#shelves.add(shelf);
      const { id, field, delta } = shelf;
      shelf.delta = undefined;
      if (delta === undefined) continue;
      try {
        const [was, is] = [before(id, field), now(id, field)];
        if (was !== undefined && is !== undefined)
          [shelf.delta] = cross(delta, diff(was, is), "right");
      } catch (error) {
        report(error);
      }
    }
  }
}

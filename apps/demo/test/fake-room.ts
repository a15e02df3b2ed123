import { TextValue } from "@alongside/core";
import type { Position } from "@alongside/core";
import type { BoardDraft, BoardRoom } from "../src/board/room.ts";
import type { NewShape, Shape } from "../src/board/shape.ts";

/** A room of one person, in memory, that counts changes. For what happens between people there is the real one. */
export class FakeRoom {
  shapes: readonly Shape[];
  /** How many changes there would be in the log. */
  changes = 0;
  readonly shared: Record<string, unknown> = {};
  readonly #listeners = new Set<() => void>();
  #last = 0;

  constructor(shapes: readonly Shape[] = []) {
    this.shapes = shapes;
  }

  /** The same, as the editor sees it. */
  get room(): BoardRoom {
    return this as unknown as BoardRoom;
  }

  readonly presence = {
    set: (patch: Record<string, unknown>) => void Object.assign(this.shared, patch),
    get: () => this.shared,
  };

  readonly mutate = {
    bringToFront: ({ ids }: { ids: readonly string[] }) =>
      this.update((doc) => {
        for (const id of ids) doc.shapes.move(id, "end");
      }),
    sendToBack: ({ ids }: { ids: readonly string[] }) =>
      this.update((doc) => {
        for (const id of ids.toReversed()) doc.shapes.move(id, "start");
      }),
  };

  get(): { readonly title: string; readonly shapes: readonly Shape[] } {
    return { title: "Test", shapes: this.shapes };
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  update<R>(fn: (doc: BoardDraft) => R): { local: R } {
    this.changes++;
    return { local: this.#write(fn) };
  }

  gesture() {
    const before = this.shapes;
    return {
      update: <R>(fn: (doc: BoardDraft) => R): R => this.#write(fn),
      commit: () => {
        this.changes++;
      },
      cancel: () => {
        this.shapes = before;
        this.#tell();
      },
    };
  }

  #write<R>(fn: (doc: BoardDraft) => R): R {
    const shapes: Shape[] = this.shapes.map((shape) => ({ ...shape }));
    const index = (id: string): number => shapes.findIndex((shape) => shape.id === id);
    const list = {
      get: (id: string) => shapes[index(id)],
      has: (id: string) => index(id) >= 0,
      push: (shape: NewShape) => {
        const id = `s${++this.#last}`;
        shapes.push({ text: TextValue.empty, ...shape, id });
        return id;
      },
      delete: (id: string) => void shapes.splice(index(id), 1),
      move: (id: string, position: Position) => {
        const moved = shapes.splice(index(id), 1);
        if (position === "start") shapes.unshift(...moved);
        else shapes.push(...moved);
      },
    };
    const result = fn({ title: "Test", shapes: list } as unknown as BoardDraft);
    this.shapes = shapes;
    this.#tell();
    return result;
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

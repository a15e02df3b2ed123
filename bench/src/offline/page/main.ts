import { Bare } from "./bare.ts";
import { week } from "./drain.ts";
import { Ours } from "./ours.ts";
import type { Store } from "./store.ts";
import { Yjs } from "./yjs.ts";

const SYSTEMS = {
  ours: (name: string): Store => new Ours(name),
  "IndexedDB alone, strict": (name: string): Store => new Bare(name),
  "y-indexeddb": (name: string): Store => new Yjs(name),
} as const;

export type System = keyof typeof SYSTEMS;

/** What the bench asks of a page. Times are in ms. */
const bench = {
  /** Types so many letters at an even pace. Returns how long each took until it was kept. */
  async type(system: System, name: string, letters: number, paceMs: number): Promise<number[]> {
    const store = SYSTEMS[system](name);
    await store.open();
    const took: number[] = [];
    const all: Promise<void>[] = [];
    for (let i = 0; i < letters; i++) {
      const began = performance.now();
      all.push(store.type(i).then(() => void took.push(performance.now() - began)));
      await rest(paceMs);
    }
    await Promise.all(all);
    await store.close();
    return took;
  },

  /** The same pace with nothing to keep. */
  async idle(letters: number, paceMs: number): Promise<void> {
    const none: Promise<void>[] = [];
    for (let i = 0; i < letters; i++) {
      none.push(Promise.resolve());
      await rest(paceMs);
    }
    await Promise.all(none);
  },

  async fill(system: System, name: string): Promise<void> {
    const store = SYSTEMS[system](name);
    await store.open();
    await store.fill();
    await store.close();
  },

  /** How long it takes to open what is there. */
  async open(system: System, name: string): Promise<number> {
    const store = SYSTEMS[system](name);
    const began = performance.now();
    await store.open();
    const took = performance.now() - began;
    await store.close();
    return took;
  },
};

function rest(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

declare global {
  interface Window {
    bench: typeof bench;
    week: typeof week;
  }
}
window.bench = bench;
window.week = week;

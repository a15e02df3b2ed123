import type { RoomDefinition } from "@alongside/core";
import { type Fate, faulty, type FaultyStore, MemoryDisk } from "@alongside/testing";
import { InMemoryServer } from "../../../packages/client/test/support/in-memory-server.ts";
import type { Store } from "@alongside/server";
import { Broken } from "../checkers/broken.ts";
import { SimRandom } from "../env/sim-random.ts";

type Rules = NonNullable<ConstructorParameters<typeof InMemoryServer>[2]>;

/** What is different on one stage. */
interface Ways {
  readonly rules: Rules;
  /** Runs an inbox for each user. */
  readonly hasInboxes?: boolean;
  /** How likely a request to the disk fails. @default 0 */
  readonly failing?: (request: string) => number;
  /** So many ms may pass from when something is on the disk until the process hears of it. @default 0 */
  readonly late?: number;
}

/** The shipped server over a disk that is slow, fails and outlives it, all from one seed. What people do there is a world's own. */
export class Stage<D extends RoomDefinition> {
  readonly server: InMemoryServer<D>;
  readonly disk = new MemoryDisk();
  readonly random: SimRandom;
  readonly counts = { crashes: 0, failures: 0 };
  /** Nothing fails any more. */
  isCalm = false;
  /** Called when another process has begun. */
  onStart: (() => void) | undefined;
  readonly #failing: (request: string) => number;
  readonly #late: number;
  #store: FaultyStore;

  constructor(
    definition: D,
    seed: number,
    { rules, hasInboxes, failing = () => 0, late = 0 }: Ways,
  ) {
    this.random = new SimRandom(seed);
    this.#failing = failing;
    this.#late = late;
    this.server = new InMemoryServer(definition, new SimRandom(-seed), rules, hasInboxes);
    this.#store = this.#open();
    this.server.forget(this.#store);
  }

  /** The process dies; of what was on its way to the disk some is written. Another one begins. */
  crash(): void {
    this.counts.crashes += 1;
    this.#store.crash(this.random.below(this.#store.waiting + 1));
    this.#store = this.#open();
    this.server.forget(this.#store);
    this.onStart?.();
  }

  /** Calls `step` so many times, with time in between, over links that are fast or slow. */
  async live(steps: number, step: (i: number) => unknown, after: (i: number) => unknown) {
    const { server, random } = this;
    for (let i = 0; i < steps; i++) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await step(i);
      server.latency = random.pick([1, 1, 5, 30]);
      // oxlint-disable-next-line no-await-in-loop -- as above
      await server.pass(random.pick([0, 1, 2, 10, 40, 150, 1200]));
      // oxlint-disable-next-line no-await-in-loop -- as above
      await after(i);
    }
    server.latency = 1;
  }

  /** Throws `Broken` where something was reported that is a mistake of the code's own. */
  check(): void {
    const own = this.server.errors.find(
      (error) => error instanceof RangeError || error instanceof TypeError,
    );
    if (own !== undefined) throw new Broken(`something threw that should not: ${String(own)}`);
  }

  wait(ms: number): Promise<void> {
    return new Promise((resolve) => void this.server.clock.after(ms, resolve));
  }

  #open(): FaultyStore {
    return faulty(this.#tardy(this.disk.open()), async ({ name }): Promise<Fate> => {
      const { random } = this;
      await this.wait(random.chance(0.1) ? random.below(30) : random.below(3));
      const odds = this.isCalm ? 0 : this.#failing(name);
      if (odds === 0 || !random.chance(odds)) return "ok";
      this.counts.failures += 1;
      return random.pick<Fate>(["fail", "written", "lost"]);
    });
  }

  /** Others may read what was written before its writer hears that it is. */
  #tardy(store: Store): Store {
    if (this.#late === 0) return store;
    let last: Promise<unknown> = Promise.resolve();
    const append: Store["append"] = (...args) => {
      const before = last;
      const written = store.append(...args).then(() => this.wait(this.random.below(this.#late)));
      const told = Promise.allSettled([before, written]).then(() => written);
      last = told.catch(() => undefined);
      return told;
    };
    return new Proxy(store, {
      get(_, name: keyof Store) {
        if (name === "append") return append;
        const asked = store[name];
        return typeof asked === "function" ? asked.bind(store) : asked;
      },
    });
  }
}

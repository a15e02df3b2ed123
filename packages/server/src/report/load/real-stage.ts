import { performance } from "node:perf_hooks";
import { systemRandom } from "@alongside/core/engine";
import type { LoadOrder } from "../measured.ts";
import type { Write, Writing } from "../writing.ts";
import { Traffic } from "./link.ts";
import { Page } from "./page.ts";
import type { Person, Stage, Viewer, Vitals } from "./stage.ts";
import { Thin } from "./thin.ts";

/** The stage of a process that connects to a server. */
export class RealStage implements Stage {
  readonly traffic = new Traffic();
  readonly write: ((client: number) => Write) | undefined;
  readonly hasPoint: boolean;
  readonly vitals: () => Promise<Vitals | undefined>;
  readonly #writing: Writing;
  readonly #to: Pick<LoadOrder, "url" | "token">;
  readonly #people = new Set<Person>();
  #isClosed = false;
  #n = 0;
  #usage = performance.eventLoopUtilization();

  constructor(
    to: Pick<LoadOrder, "url" | "token">,
    writing: Writing,
    vitals: () => Promise<Vitals | undefined>,
  ) {
    this.#to = to;
    this.#writing = writing;
    this.vitals = vitals;
    this.hasPoint = writing.point !== undefined;
    const { write } = writing;
    this.write = write && ((client) => write({ client, n: ++this.#n, id: systemRandom.id(16) }));
  }

  now(): number {
    return performance.now();
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      setTimeout(resolve, ms);
    });
  }

  random(): number {
    return Math.random();
  }

  viewer(room: string): Viewer {
    return this.#kept(new Page(this.#options(room)));
  }

  async enter(room: string): Promise<Person> {
    return this.#kept(await Thin.enter(this.#options(room)));
  }

  /** Has everybody leave; nobody comes in any more. */
  close(): void {
    this.#isClosed = true;
    for (const person of this.#people) person.close();
  }

  #kept<P extends Person>(person: P): P {
    this.#people.add(person);
    if (this.#isClosed) person.close();
    return person;
  }

  busy(): number {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, this.#usage);
    this.#usage = now;
    return utilization;
  }

  #options(room: string) {
    return { ...this.#to, room, writing: this.#writing, traffic: this.traffic };
  }
}

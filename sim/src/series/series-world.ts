import { defineRoom, Refused, series, value } from "@alongside/core";
import { type Frame, FRAMES, LongReader, SERIES_FRAME } from "@alongside/core/engine";
import { limitsWith } from "@alongside/server";
import { z } from "zod";
import { type LiveSeries, seriesOf } from "../../../packages/client/src/series/index.ts";
import {
  InMemoryServer,
  type TestPage,
} from "../../../packages/client/test/support/in-memory-server.ts";
import { Broken } from "../checkers/broken.ts";
import { SimRandom } from "../env/sim-random.ts";
import { Publications } from "./publications.ts";

const KEEP = 12;
const RESOLUTION_MS = 100;
const shape = { keep: KEEP, resolution: RESOLUTION_MS, step: 1 };
const Dash = defineRoom("dash", {
  version: 1,
  storage: { title: value("") },
  series: {
    load: series(z.number(), { ...shape, keys: 8 }),
    // Fewer keys than are published: what is too many is refused, all or none.
    secret: series(z.number(), { ...shape, keys: 4 }),
  },
});
const ROOM = "dash:r";
const NAMES = ["load", "secret"] as const;
type Name = (typeof NAMES)[number];

/** How many times something is published, or befalls somebody. */
const STEPS = 200;
const QUIET_MS = 12_000;
const SLOW_BYTES = limitsWith().presenceBufferedBytes;

/** Who may watch the one series alone, or does for now. */
const LIMITED = { read: ["title", "load"], write: ["title"] };

interface Viewer {
  readonly name: string;
  readonly page: TestPage<typeof Dash>;
  readonly live: { readonly [name in Name]: LiveSeries<number, string, unknown> };
  /** It may see of the secret what was published up to this one. */
  most: number;
  isBeingReviewed: boolean;
}

/**
 * Viewers of two series over three transports: links that are cut or stand still, readers that are slow, a server that begins anew and rights
 * that end. Whatever a viewer shows was published, in that order; at rest it has all that the server has; and nobody is told what is not theirs.
 */
export class SeriesWorld {
  readonly #server: InMemoryServer<typeof Dash>;
  readonly #random: SimRandom;
  readonly #viewers: Viewer[] = [];
  readonly #published = {
    load: new Publications(RESOLUTION_MS),
    secret: new Publications(RESOLUTION_MS),
  };
  readonly counts = { restarts: 0, slow: 0, ended: 0, shown: 0, moves: 0 };
  #number = 0;
  #broken: Broken | undefined;

  constructor(seed: number) {
    this.#random = new SimRandom(seed);
    this.#server = new InMemoryServer(Dash, new SimRandom(-seed), {
      // Whatever a page publishes counts from here on.
      publish: ({ series: name, points }) => {
        if (name !== "load") return { code: "dash.closed", message: "The server alone" };
        this.#note("load", points as { readonly [key: string]: number });
        return true;
      },
    });
    this.#server.witness = (name, frame) => this.#see(name, frame);
    for (const name of NAMES) this.#published[name].begin(this.#server.clock.now());
    this.#server.grants.set("guest", LIMITED);
  }

  /** Lives through it. Throws `Broken` where a viewer shows what was not published or is not theirs, or at rest not what the server has. */
  async run(): Promise<void> {
    const server = this.#server;
    const random = this.#random;
    await server.pass(5);
    for (const name of ["ann", "bob", "eve", "guest"]) this.#viewers.push(this.#open(name));
    await server.pass(50);
    for (let i = 0; i < STEPS; i++) {
      if (random.chance(0.6)) this.#publish();
      else this.#befall(random.pick(this.#viewers));
      server.latency = random.pick([1, 1, 5, 30]);
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await server.pass(random.pick([1, 2, 10, 40, 150, 700]));
      for (const viewer of this.#viewers) this.#checkShown(viewer);
    }
    server.latency = 1;
    for (const { page } of this.#viewers) {
      page.plug();
      page.back();
      page.waiting(0);
    }
    await server.pass(QUIET_MS);
    for (const viewer of this.#viewers) this.#checkShown(viewer);
    for (const viewer of this.#viewers)
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      for (const name of NAMES) await this.#checkAtRest(viewer, name);
    await this.#checkLog();
  }

  #open(name: string): Viewer {
    const page = this.#server.open(name, Dash, () => undefined, {
      onSwitch: () => void (this.counts.moves += 1),
    });
    const live = seriesOf(page.room) as unknown as Viewer["live"];
    for (const one of NAMES) live[one].subscribe(() => undefined);
    const most = name === "guest" ? 0 : Infinity;
    return { name, page, live, most, isBeingReviewed: false };
  }

  #note(name: Name, points: { readonly [key: string]: number }): void {
    this.#published[name].reach(this.#server.clock.now());
    this.#published[name].add(this.#server.clock.now(), points, ++this.#number);
  }

  #publish(): void {
    const random = this.#random;
    const name = random.pick(NAMES);
    const points: { [key: string]: number } = {};
    const most = name === "load" ? 8 : 5;
    for (let left = 1 + random.below(3); left > 0; left--)
      points[`k${random.below(most)}`] = random.below(2000) - 1000;
    const viewer = random.pick(this.#viewers);
    if (name === "load" && random.chance(0.3)) return void viewer.live.load.publish(points);
    const now = this.#server.clock.now();
    const number = ++this.#number;
    this.#published[name].reach(now);
    void this.#server.hub
      .room(Dash, "r")
      .series[name].publish(points)
      .then(
        () => this.#published[name].add(now, points, number),
        (error: unknown) => {
          if (!(error instanceof Refused) || error.code !== "limit.series") throw error;
        },
      );
  }

  #befall(viewer: Viewer): void {
    const { page } = viewer;
    const random = this.#random;
    const roll = random.next();
    if (roll < 0.12) page.cut();
    else if (roll < 0.2) page.away();
    else if (roll < 0.4) page.back();
    else if (roll < 0.48) page.pull();
    else if (roll < 0.6) page.plug();
    else if (roll < 0.7) {
      this.counts.slow += 1;
      page.waiting(SLOW_BYTES);
    } else if (roll < 0.8) page.waiting(0);
    else if (roll < 0.84) page.move(random.pick(["up", "down"]));
    else if (roll < 0.88) this.#restart();
    else if (roll < 0.95) this.#review(viewer);
    else if (page.room.get() !== undefined) page.room.update((doc) => void (doc.title = "quiet"));
  }

  #restart(): void {
    this.counts.restarts += 1;
    this.#server.restart();
    for (const name of NAMES) this.#published[name].begin(this.#server.clock.now());
  }

  /** The right to the secret ends, or is given back. */
  #review(viewer: Viewer): void {
    const { name } = viewer;
    if (name === "guest" || viewer.isBeingReviewed) return;
    const { grants, hub } = this.#server;
    const isOver = grants.has(name);
    if (isOver) {
      grants.delete(name);
      viewer.most = Infinity;
    } else grants.set(name, LIMITED);
    viewer.isBeingReviewed = true;
    void hub.review({ user: name }).then(() => {
      viewer.isBeingReviewed = false;
      if (isOver) return;
      this.counts.ended += 1;
      viewer.most = this.#number;
    });
  }

  /** What leaves the server for a page. */
  #see(name: string, frame: Frame): void {
    if (typeof frame === "string" || frame[0] !== SERIES_FRAME) return;
    const reader = new LongReader(frame, 1);
    reader.number();
    const told = reader.text(reader.number());
    const isRefusal = reader.long() === 0 && reader.number() === FRAMES.refused;
    const viewer = this.#viewers.find((one) => one.name === name);
    if (told !== "secret" || isRefusal || viewer === undefined || viewer.most === Infinity) return;
    this.#broken ??= new Broken(`[R1806] ${name} is told of the secret, which it may not watch`);
  }

  /** Whatever is shown was published, nothing left out before it. */
  #checkShown({ name, live, most }: Viewer): void {
    if (this.#broken !== undefined) throw this.#broken;
    for (const one of NAMES) {
      const status = live[one].status.get();
      if (status.name !== "live") continue;
      for (const key of live[one].keys())
        for (const bucket of live[one].window(key)) {
          this.counts.shown += 1;
          const least = one === "secret" ? most : Infinity;
          const fault = this.#published[one].faultOf(key, bucket, status.since, least);
          if (fault !== undefined)
            throw new Broken(`[R1804] ${name} shows ${one}.${key}: ${fault}`);
        }
    }
    const thrown = this.#server.errors.find(
      (error) => !(error instanceof Refused && error.code === "series.forbidden"),
    );
    if (thrown === undefined) return;
    const words = thrown instanceof Error ? thrown.message : JSON.stringify(thrown);
    throw new Broken(`[R1804] Something was thrown: ${words}`);
  }

  /** Once nothing is under way a viewer has what the server has, and the server what was published. */
  async #checkAtRest({ name, live, most }: Viewer, one: Name): Promise<void> {
    const status = live[one].status.get();
    if (one === "secret" && most !== Infinity) {
      if (status.name !== "refused" || status.code !== "series.forbidden")
        throw new Broken(`[R1806] ${name} may not watch, and reads ${JSON.stringify(status)}`);
      return;
    }
    const hands = this.#server.hub.room(Dash, "r").series[one];
    const keys = Object.keys(await hands.newest());
    const published = this.#published[one].newest(KEEP);
    const oldest = this.#published[one].oldest(KEEP);
    for (const key of new Set([...keys, ...live[one].keys(), ...published.keys()])) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const { buckets } = await hands.window(key);
      // A batch that is refused moves the window on, of which nobody is told before the next one.
      const shown = live[one].window(key).filter(({ at }) => at >= oldest);
      const said = JSON.stringify(shown);
      if (said !== JSON.stringify(buckets))
        throw new Broken(
          `[R1805] ${name} has of ${one}.${key} ${said}, the server ${JSON.stringify(buckets)}`,
        );
      const count = buckets.reduce((sum, bucket) => sum + bucket.count, 0);
      const all = published.get(key) ?? [];
      if (count === all.length && (buckets.at(-1)?.last ?? 0) === (all.at(-1) ?? 0)) continue;
      throw new Broken(
        `[R1805] The server has of ${one}.${key} ${JSON.stringify(buckets)}, published was ${JSON.stringify(all)}`,
      );
    }
  }

  /** The log has titles alone. */
  async #checkLog(): Promise<void> {
    for await (const entry of this.#server.store.read(ROOM, 0)) {
      const keys = entry.kind === "change" ? Object.keys(entry.ops) : [];
      if (entry.kind === "change" && keys.every((key) => key === "title")) continue;
      throw new Broken(`[R1807] The log has ${JSON.stringify(entry)}`);
    }
  }
}

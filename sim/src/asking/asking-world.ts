import type { RoomId } from "@alongside/core/engine";
import type { Room } from "@alongside/client";
import type { TestPage } from "../../../packages/client/test/support/in-memory-server.ts";
import { SimRandom } from "../env/sim-random.ts";
import { Asker } from "./asker.ts";
import { AskingServer } from "./asking-server.ts";
import { checkAsked, checkPage } from "./check-asked.ts";
import { checkNoted } from "./check-noted.ts";
import { Importer } from "./importer.ts";
import { Orders } from "./orders.ts";
import { FRESH, ROOM, Sheet } from "./sheet.ts";

/** How many times somebody does something, or something befalls them. */
const STEPS = 140;

/** Ms in which all that waits is done. */
const QUIET_MS = 15_000;

/** A page, and the rooms it has open. */
interface Person {
  readonly name: string;
  readonly page: TestPage<typeof Sheet>;
  readonly rooms: Map<RoomId, Room<typeof Sheet>>;
}

/**
 * Clients of the HTTP API who write under conditions and keys, beside people with pages; others make rooms of exports. Requests and
 * answers are lost, the disk fails, and the server dies. All from one seed.
 */
export class AskingWorld {
  readonly #server: AskingServer;
  readonly #random: SimRandom;
  readonly #asker: Asker;
  readonly #orders: Orders;
  readonly #importer: Importer;
  readonly #people: Person[] = [];

  constructor(seed: number) {
    const random = (this.#random = new SimRandom(seed));
    const server = (this.#server = new AskingServer(seed));
    this.#asker = new Asker(server, random);
    this.#orders = new Orders(random, (room) => server.disk.head(room));
    this.#importer = new Importer(server, random);
  }

  get counts(): AskingServer["counts"] & Asker["counts"] & Importer["counts"] {
    return { ...this.#server.counts, ...this.#asker.counts, ...this.#importer.counts };
  }

  /** Lives through it. Throws `Broken` where a write is lost, or made twice, or told another way, or a room is there in part. */
  async run(): Promise<void> {
    const random = this.#random;
    const { server } = this.#server;
    await server.pass(5);
    for (const name of ["ann", "bob"]) {
      const page = server.open(name);
      this.#people.push({ name, page, rooms: new Map([[ROOM, page.room]]) });
    }
    await server.pass(50);
    for (let i = 0; i < STEPS; i++) {
      this.#step();
      server.latency = random.pick([1, 1, 5, 30]);
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await server.pass(random.pick([0, 1, 2, 10, 40, 150]));
      this.#importer.check();
    }
    await this.#settle();
    await this.#check();
    // Nobody is told anything else by the next process.
    this.#server.crash();
    for (const order of this.#asker.orders) this.#again(order);
    await server.pass(QUIET_MS);
    await this.#check();
  }

  /** Everybody is told how all ended. */
  async #settle(): Promise<void> {
    const { server } = this.#server;
    this.#server.isCalm = true;
    server.latency = 1;
    for (const { page } of this.#people) page.back();
    await server.pass(QUIET_MS);
  }

  async #check(): Promise<void> {
    const { disk, server } = this.#server;
    const { orders, broken } = this.#asker;
    if (broken !== undefined) throw broken;
    for (const room of [ROOM, ...FRESH]) checkAsked(room, disk.entries(room), orders);
    this.#importer.check();
    await checkNoted(disk, [ROOM, ...FRESH, ...this.#importer.all.map(({ room }) => room)]);
    for (const { name, rooms } of this.#people)
      for (const [id, room] of rooms) {
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        await this.#seen(checkPage(name, id, room, server.hub, disk.head(id)));
      }
  }

  /** What is read of the disk takes its time. */
  async #seen(checked: Promise<void>): Promise<void> {
    checked.catch(() => undefined);
    await this.#server.server.pass(100);
    await checked;
  }

  #step(): void {
    const random = this.#random;
    const roll = random.next();
    if (roll < 0.5) this.#asker.order(this.#orders.next());
    else if (roll < 0.6 && this.#asker.orders.length > 0)
      this.#again(random.pick(this.#asker.orders));
    else if (roll < 0.65) this.#import();
    else if (roll < 0.7) this.#server.crash();
    else if (roll < 0.75) this.#server.save(random.pick([ROOM, ROOM, ...FRESH]));
    else this.#act(random.pick(this.#people));
  }

  /** What was stale stays so only as long as what came before it: it is not asked for again. */
  #again(order: Parameters<Asker["again"]>[0]): void {
    if (order.key !== undefined && order.told?.status !== 412) void this.#asker.again(order);
  }

  #import(): void {
    const random = this.#random;
    void this.#importer.make((room) => {
      for (const { page, rooms } of this.#people)
        if (random.chance(0.4))
          rooms.set(room, page.client.join(Sheet, room.slice("sheet:".length)));
    });
  }

  #act({ name, page, rooms }: Person): void {
    const random = this.#random;
    const roll = random.next();
    if (roll < 0.1) return page.away();
    if (roll < 0.35) return page.back();
    const room = rooms.get(ROOM);
    const state = room?.get();
    if (room === undefined || state === undefined) return;
    const [line] = state.lines;
    if (roll < 0.6) room.update((doc) => void doc.lines.push({ word: `of ${name}` }));
    else if (roll < 0.7 && line !== undefined) room.update((doc) => doc.lines.delete(line.id));
    else room.update((doc) => doc.page.insert(0, "x"));
  }
}

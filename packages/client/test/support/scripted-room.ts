import {
  type DownEntry,
  type LogName,
  type OpsByKey,
  type SeatPresence,
  type Random,
  shapeOf,
} from "@alongside/core/engine";
import { type Client, type ClientOptions, createClient, type Room } from "../../src/index.ts";
import { besideCode } from "../../src/connection/later-beside.ts";
import { locksCode } from "../../src/locks/later-locks.ts";
import { lookingCode } from "../../src/presence/later-looking.ts";
import { setbacksCode } from "../../src/room/later-setbacks.ts";
import type { Heard, Said } from "../../../core/test/speech.ts";
import { Board } from "./board.ts";
import { FakeClock } from "./fake-clock.ts";
import { FakePage } from "./fake-page.ts";
import { type FakeLink, FakeServer } from "./fake-server.ts";

// What is refused is then listed in the same step; how pages wait for the code has tests of its own.
await setbacksCode.load();
await lookingCode.load();
await locksCode.load();
await besideCode.load();

type Joined = Extract<Heard, { type: "joined" }>;
type Tick = Extract<Heard, { type: "tick" }>;
type Welcome = Extract<Heard, { type: "welcome" }>;

export const CLIENT = "client0000000000";
export const ROOM = "board:r";
/** What a development build, as in tests, tells of its definition. */
export const BOARD_SHAPE = shapeOf(Board);
export const LOG: LogName = { epoch: "epoch", generation: 0 };
export const ANN = { id: "ann", name: "Ann", color: "red" };

/** The shipped client in one room. The test is the server: it reads what the client sends and says every answer itself. */
export class ScriptedRoom {
  readonly clock = new FakeClock();
  readonly server = new FakeServer(this.clock);
  readonly page = new FakePage();
  readonly errors: unknown[] = [];
  readonly client: Client;
  readonly room: Room<typeof Board>;
  /** What the next random number is. */
  chance = 0.5;
  /** Who is in the room where a test does not say otherwise. A page that is alone sends no presence. */
  company: readonly SeatPresence[] = [];
  #seq = 0;

  constructor(options: Partial<ClientOptions> = {}) {
    const random: Random = {
      next: () => this.chance,
      id: (length) => CLIENT.padEnd(length, "0").slice(0, length),
    };
    this.client = createClient({
      url: "/live",
      clock: this.clock,
      random,
      transports: [this.server.transport],
      environment: this.page,
      onError: (error) => this.errors.push(error),
      ...options,
    });
    this.room = this.client.join(Board, "r");
  }

  get link(): FakeLink {
    return this.server.link;
  }

  get state(): NonNullable<ReturnType<Room<typeof Board>["get"]>> {
    const state = this.room.get();
    if (state === undefined) throw new Error("The room is not here yet");
    return state;
  }

  /** The newest link opens and greets. */
  welcome(more: Partial<Welcome> = {}): this {
    this.link.open();
    this.link.say({
      type: "welcome",
      version: 2,
      session: "s",
      user: ANN,
      now: this.clock.now(),
      limits: { message: 2 ** 21, inFlight: 16 },
      ...more,
    });
    return this;
  }

  /** Answers the room's join with an empty room, or with what a test says. */
  join(more: Partial<Joined> = {}): this {
    const from = more.from ?? 0;
    this.#seq = from;
    const joined: Joined = {
      type: "joined",
      room: ROOM,
      mark: "m",
      rights: { read: true, write: true },
      state: {},
      log: LOG,
      from,
      at: 0,
      list: [],
      ended: 0,
      people: this.company,
      ...more,
    };
    for (const entry of joined.list) this.#seq += "skip" in entry ? entry.skip : 1;
    this.link.say(joined);
    return this;
  }

  /** Answers a rejoin with the tail after what the client has. */
  resume(list: readonly DownEntry[] = [], more: Partial<Joined> = {}): this {
    const { state: _, ...tail } = { state: {}, from: this.#seq, list, ...more };
    this.#seq = tail.from;
    for (const entry of list) this.#seq += "skip" in entry ? entry.skip : 1;
    this.link.say({
      type: "joined",
      room: ROOM,
      mark: "m",
      rights: { read: true, write: true },
      log: LOG,
      at: 0,
      ended: 0,
      people: this.company,
      ...tail,
    });
    return this;
  }

  /** A client in a live room. What it sent to get there is taken. */
  static live(options: Partial<ClientOptions> = {}): ScriptedRoom {
    const table = new ScriptedRoom(options).welcome().join();
    table.link.take();
    return table;
  }

  /** As `live`, with somebody else in the room. */
  static withBob(options: Partial<ClientOptions> = {}): ScriptedRoom {
    const table = new ScriptedRoom(options).beside(person("bob")).welcome().join();
    table.link.take();
    return table;
  }

  beside(...company: readonly SeatPresence[]): this {
    this.company = company;
    return this;
  }

  /** The number the next entry has. */
  get next(): number {
    return this.#seq + 1;
  }

  entries(...list: readonly DownEntry[]): void {
    for (const entry of list) this.#seq += "skip" in entry ? entry.skip : 1;
    this.link.say({ type: "entries", room: ROOM, list });
  }

  ack(
    n: number,
    more: { readonly ops?: OpsByKey; readonly void?: readonly (readonly [string, number])[] } = {},
  ): void {
    this.entries({ ack: n, seq: this.next, at: this.clock.now(), ...more });
  }

  refuse(n: number, code = "locked", message = "It is locked"): void {
    this.entries({ refused: n, seq: this.next, at: this.clock.now(), code, message });
  }

  /** Somebody else's change. */
  commit(ops: OpsByKey): void {
    this.entries({
      seq: this.next,
      at: 1,
      actor: "bob",
      client: "bobsclient000",
      n: this.next,
      ops,
    });
  }

  tick(people: Tick["people"], gone: readonly string[] = []): void {
    this.link.say({ type: "tick", room: ROOM, people, gone });
  }

  say(message: Heard): void {
    this.link.say(message);
  }

  /** The link breaks and a new one is welcomed. */
  reconnect(): this {
    this.link.drop();
    this.redial();
    return this.welcome();
  }

  /** Lets time pass until the client tries again. */
  redial(): void {
    const { links } = this.server;
    const before = links.length;
    for (let ms = 0; links.length === before; ms += 10) {
      if (ms > 15_000) throw new Error("It did not try again within 15 s");
      this.clock.pass(10);
    }
  }

  /** What the client sent since, by type and number: `change 1`. */
  sent(): string[] {
    return this.link
      .take()
      .map((message: Said) => (message.type === "change" ? `change ${message.n}` : message.type));
  }
}

export function person(
  client: string,
  user = client,
  more: Partial<SeatPresence> = {},
): SeatPresence {
  return {
    client,
    user: { id: user, name: user, color: "blue" },
    state: "active",
    presence: {},
    ...more,
  };
}

/** Lets every promise that can go on do so. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

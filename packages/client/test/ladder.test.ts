import {
  type Down,
  encodeEvent,
  encodeNotice,
  systemRandom,
  type Welcome,
} from "@alongside/core/engine";
import { expect, test } from "vitest";
import { Connection } from "../src/connection/connection.ts";
import { besideCode } from "../src/connection/later-beside.ts";
import { FakeClock } from "./support/fake-clock.ts";
import { FakeServer } from "./support/fake-server.ts";
import { ANN } from "./support/scripted-room.ts";

await besideCode.load();

const WELCOME: Welcome = {
  type: "welcome",
  version: 2,
  session: "s",
  user: ANN,
  now: 0,
  limits: { message: 2 ** 21, inFlight: 16 },
  features: [],
};

/** A connection with three ways to the server, and the test at the other end of each. */
class Ways {
  readonly clock = new FakeClock();
  readonly ways = [0, 1, 2].map(() => new FakeServer(this.clock));
  /** How often the link went down. */
  downs = 0;
  readonly connection: Connection;

  /** Whether a room has asked to enter. */
  isEntering = false;
  readonly heard: Down[] = [];

  /** Which ways were said to work. */
  readonly worked: number[] = [];

  constructor(getToken?: () => Promise<string>, first = 0) {
    this.connection = new Connection({
      url: "wss://board.test/live",
      guest: undefined,
      introduction: () => ({}),
      getToken,
      clock: this.clock,
      random: { next: () => 0.5, id: (length) => systemRandom.id(length) },
      transports: this.ways.map((way) => way.transport),
      first: () => first,
      worked: (at) => this.worked.push(at),
      onGreet: () => undefined,
      onWelcome: () => undefined,
      onMessage: (message) => void this.heard.push(message),
      onDown: () => void (this.downs += 1),
      unanswered: () => undefined,
      isEntering: () => this.isEntering,
      report: (error) => {
        throw error;
      },
    });
    this.connection.tell({ type: "wanted" });
  }

  /** How many connections each way has seen. */
  get tried(): readonly number[] {
    return this.ways.map((way) => way.links.length);
  }

  link(way: number) {
    const link = this.ways[way]?.link;
    if (link === undefined) throw new Error(`There is no way ${way}`);
    return link;
  }

  welcome(way: number, welcome = WELCOME): void {
    this.link(way).open();
    this.link(way).say(welcome);
    const { name } = this.connection.state.get();
    if (name !== "live") throw new Error(`It should be live, it is ${name}`);
  }
}

test("[R250] each way is tried at once after the one before, then all of them later", () => {
  const table = new Ways();
  expect(table.tried).toEqual([1, 0, 0]);
  table.link(0).drop();
  expect(table.tried).toEqual([1, 1, 0]);
  // It opens, and nothing comes back through it.
  table.link(1).open();
  expect(table.link(1).take()).toMatchObject([{ type: "hello" }]);
  table.clock.pass(10_000);
  expect(table.tried).toEqual([1, 1, 1]);
  expect(table.link(1).isClosed).toBe(true);
  table.link(2).drop();
  expect(table.connection.state.get().name).toBe("waiting");
  table.clock.pass(300);
  expect(table.tried).toEqual([2, 1, 1]);
});

test("[R720] what worked is tried first, and twice more before anything else is", () => {
  const table = new Ways();
  table.link(0).drop();
  table.welcome(1);
  table.clock.pass(6000);
  table.link(1).drop();
  expect(table.downs).toBe(1);
  for (const tried of [2, 3, 4]) {
    table.clock.pass(600);
    expect(table.tried).toEqual([1, tried, 0]);
    table.link(1).drop();
  }
  // Then what asks less of the network, and last what has not worked before.
  expect(table.tried).toEqual([1, 4, 1]);
  table.link(2).drop();
  expect(table.tried).toEqual([2, 4, 1]);
});

test("[R721] a better way is looked for, and takes over in one step", () => {
  const table = new Ways();
  table.link(0).drop();
  table.welcome(1);
  table.link(1).take();
  table.clock.pass(29_999);
  expect(table.tried).toEqual([1, 1, 0]);
  table.clock.pass(1);
  expect(table.tried).toEqual([2, 1, 0]);
  expect(table.downs).toBe(0);
  table.link(0).open();
  expect(table.downs).toBe(1);
  expect(table.link(0).take()).toMatchObject([{ type: "hello" }]);
  // What the old one still says is not heard.
  table.link(1).say({ type: "bye", code: "limit.slow-reader", message: "It reads nothing" });
  table.link(0).say(WELCOME);
  expect(table.connection.state.get().name).toBe("live");
  table.clock.pass(3_600_000);
  expect(table.tried).toEqual([2, 1, 0]);
  expect(table.link(1).isClosed).toBe(true);
});

const event = (seat: number, body: number) =>
  ({ type: "event", seat, name: "ping", body }) satisfies Down;

test("[R1080] events that are still on a link which is left for a better one are heard, and before those of the other", () => {
  const table = new Ways();
  table.link(0).drop();
  table.welcome(1);
  table.clock.pass(30_000);
  table.isEntering = true;
  table.link(0).open();
  table.link(1).raw(encodeEvent(event(1, 1)));
  table.link(0).say(WELCOME);
  table.link(0).raw(encodeEvent(event(2, 3)));
  table.link(1).raw(encodeEvent(event(1, 2)));
  // What the state is comes over the other link alone.
  table.link(1).raw(encodeNotice({ seat: 1, code: "x", message: "" }));
  expect(table.heard).toEqual([event(1, 1), event(1, 2)]);
  expect(table.link(1).isClosed).toBe(false);
  table.isEntering = false;
  table.link(0).raw(encodeNotice({ seat: 2, code: "x", message: "" }));
  table.clock.pass(1);
  expect(table.link(1).isClosed).toBe(true);
  expect(table.heard.slice(2)).toMatchObject([{ type: "notice", seat: 2 }, event(2, 3)]);
  table.link(0).raw(encodeEvent(event(2, 4)));
  expect(table.heard).toHaveLength(5);
});

test("[R1081] a link that was left and says nothing more is heard for four seconds, and one that ends no longer", () => {
  for (const ends of [false, true]) {
    const table = new Ways();
    table.link(0).drop();
    table.welcome(1);
    table.clock.pass(30_000);
    table.isEntering = true;
    table.link(0).open();
    table.link(0).say(WELCOME);
    table.link(0).raw(encodeEvent(event(2, 3)));
    table.clock.pass(3_999);
    expect(table.heard).toEqual([]);
    if (ends) table.link(1).drop();
    else table.clock.pass(1);
    expect(table.heard).toEqual([event(2, 3)]);
    expect(table.connection.state.get().name).toBe("live");
  }
});

test("[R965] what worked for an earlier page load is tried first, and given up at once where it does not", () => {
  const table = new Ways(undefined, 1);
  expect(table.tried).toEqual([0, 1, 0]);
  table.link(1).drop();
  expect(table.tried).toEqual([0, 1, 1]);
  table.link(2).drop();
  expect(table.tried).toEqual([1, 1, 1]);
});

test("[R965] what works is remembered, again and again while a better way is looked for in vain", () => {
  const table = new Ways();
  table.link(0).drop();
  table.welcome(1);
  expect(table.worked).toEqual([1]);
  table.clock.pass(30_000);
  table.link(0).drop();
  expect(table.worked).toEqual([1, 1]);
});

test("[R961] where there is no room for a stream, the next way is taken at once, and the stream stays the first", () => {
  const table = new Ways();
  table.link(0).drop();
  table.welcome(1);
  table.clock.pass(6000);
  table.link(1).drop();
  table.clock.pass(600);
  table.link(1).drop(1013, "link.crowded");
  expect(table.tried).toEqual([1, 2, 1]);
  table.welcome(2);
  expect(table.worked).toEqual([1]);
  table.clock.pass(6000);
  table.link(2).drop();
  table.clock.pass(600);
  expect(table.tried).toEqual([1, 3, 1]);
});

test("[R962] a way that is to make room, or that may be more by now, is changed for the other beside it", () => {
  const table = new Ways();
  table.link(0).drop();
  table.welcome(1);
  table.link(1).move("down");
  expect(table.tried).toEqual([1, 1, 1]);
  expect(table.link(1).isClosed).toBe(false);
  table.welcome(2);
  table.clock.pass(1);
  expect(table.link(1).isClosed).toBe(true);
  expect(table.worked).toEqual([1]);
  table.link(2).move("up");
  expect(table.tried).toEqual([1, 2, 1]);
  table.welcome(1);
  table.clock.pass(1);
  expect(table.link(2).isClosed).toBe(true);
});

test("[R251] where it does not get through, it is looked for less and less often", () => {
  const table = new Ways();
  table.link(0).drop();
  table.link(1).drop();
  table.welcome(2);
  table.clock.pass(30_000);
  expect(table.tried).toEqual([2, 1, 1]);
  table.link(0).drop();
  expect(table.tried).toEqual([2, 2, 1]);
  // It says nothing at all.
  table.clock.pass(5000);
  expect(table.link(1).isClosed).toBe(true);
  table.clock.pass(59_999);
  expect(table.tried).toEqual([2, 2, 1]);
  table.clock.pass(1);
  expect(table.tried).toEqual([3, 2, 1]);
  table.link(0).drop();
  table.link(1).open();
  expect(table.link(1).take()).toMatchObject([{ type: "hello" }]);
  table.link(1).say(WELCOME);
  table.clock.pass(1);
  expect(table.link(2).isClosed).toBe(true);
});

test("[R251] one that opens and says nothing gives the connection back to what worked", () => {
  const table = new Ways();
  table.link(0).drop();
  table.welcome(1);
  table.clock.pass(30_000);
  table.link(0).open();
  table.clock.pass(10_000);
  expect(table.link(0).isClosed).toBe(true);
  table.clock.pass(300);
  expect(table.tried).toEqual([2, 2, 0]);
  table.welcome(1);
});

test("[R251] nobody looks once the connection is over", () => {
  const table = new Ways();
  table.link(0).drop();
  table.welcome(1);
  table.clock.pass(30_000);
  table.connection.tell({ type: "close" });
  expect(table.link(0).isClosed).toBe(true);
  table.link(0).open();
  table.clock.pass(3_600_000);
  expect(table.tried).toEqual([2, 1, 0]);
  expect(table.connection.state.get().name).toBe("closed");
});

test("[R84] a token that is shown again to a better way is renewed when that is due, counted from when it was fetched", async () => {
  let tokens = 0;
  const table = new Ways(() => Promise.resolve(`token-${++tokens}`));
  await expect.poll(() => table.tried).toEqual([1, 0, 0]);
  table.link(0).drop();
  const start = table.clock.now();
  table.welcome(1, { ...WELCOME, now: start, expires: start + 50_000 });
  table.clock.pass(30_000);
  table.welcome(0, { ...WELCOME, now: start + 30_000, expires: start + 50_000 });
  expect(tokens).toBe(1);
  table.clock.pass(10_000);
  await expect.poll(() => tokens).toBe(2);
});

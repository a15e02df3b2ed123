import { type Frame, PING, PONG } from "@alongside/core/engine";
import { FakeBrowser } from "@alongside/testing";
import { expect, test } from "vitest";
import type { TransportHandlers } from "../src/connection/transport.ts";
import { pollingWith } from "../src/transports/polling.ts";
import { Slots } from "../src/transports/slots.ts";
import { streamWith } from "../src/transports/stream.ts";
import { FakeClock } from "./support/fake-clock.ts";
import { FakePage } from "./support/fake-page.ts";

/** A page that polls, whose server answers at once; polls that wait are answered when they are ended, or by `cuts`. */
class Polls {
  readonly clock = new FakeClock();
  readonly browser = new FakeBrowser(this.clock);
  readonly page = new FakePage(this.browser);
  /** Of each poll: after how many ms it was made, and its query. */
  readonly polls: { readonly at: number; readonly wait: number; readonly every: number }[] = [];
  readonly others = Array.from({ length: 4 }, () => new FakePage(this.browser));
  readonly moves: string[] = [];
  readonly frames: Frame[] = [];
  closed = "";
  /** What the next poll brings. */
  next: string | undefined = "event: link\ndata: secret";
  cuts = false;
  readonly start = this.clock.now();
  #events = 0;

  readonly slots = new Slots(this.page);
  readonly handlers: TransportHandlers = {
    onOpen: () => undefined,
    onFrame: (frame) => this.frames.push(frame),
    onClose: (code, reason) => (this.closed = `${code} ${reason}`),
    onMove: (to) => this.moves.push(to),
  };

  readonly around = {
    abortController: () => new AbortController(),
    fetch: (url: URL, { signal }: RequestInit): Promise<Response> => {
      if (url.searchParams.has("n")) return Promise.resolve(new Response(null, { status: 204 }));
      const [wait, every] = ["wait", "every"].map((name) => Number(url.searchParams.get(name)));
      this.polls.push({ at: this.clock.now() - this.start, wait: wait ?? 0, every: every ?? 0 });
      const headers = { "Content-Type": "text/event-stream" };
      const brought = this.next;
      this.next = undefined;
      if (brought !== undefined || wait === 0) {
        const text = brought === undefined ? "" : `id: ${++this.#events}\n${brought}\n\n`;
        return Promise.resolve(new Response(text, { headers }));
      }
      if (this.cuts) return Promise.reject(new TypeError("cut"));
      return new Promise((_resolve, reject) => {
        signal?.addEventListener("abort", () => reject(new TypeError("aborted")));
      });
    },
  };

  open() {
    return pollingWith(this.around, this.slots)("wss://board.test/live", this.handlers, this.clock);
  }

  /** All four slots are taken by other tabs. */
  async crowd(): Promise<void> {
    for (const page of this.others) {
      const other = new Slots(page);
      void other.join("wss://board.test/live", this.clock, () => undefined);
      // oxlint-disable-next-line no-await-in-loop -- each gets another
      await this.pass(0);
      other.keep();
    }
  }

  async pass(ms: number): Promise<void> {
    const until = this.clock.now() + ms;
    do {
      this.clock.pass(Math.min(50, until - this.clock.now()));
      for (let i = 0; i < 8; i++) {
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        await new Promise((resolve) => setImmediate(resolve));
        this.clock.pass(0);
      }
    } while (this.clock.now() < until);
  }

  /** The times between the polls since then, in ms. */
  gaps(from = 0): readonly number[] {
    const times = this.polls.slice(from).map(({ at }) => at);
    return times.slice(1).map((at, i) => at - (times[i] ?? 0));
  }
}

test("[R964] without a slot a page polls after 1 s, then half as long again each time, up to 30 s", async () => {
  const table = new Polls();
  await table.crowd();
  table.open();
  await table.pass(150_000);
  expect(table.polls.every(({ wait }) => wait === 0)).toBe(true);
  const gaps = table.gaps();
  const expected = [1000, 1500, 2250, 3375, 5063, 7594, 11391, 17086, 25629, 30_000, 30_000];
  for (const [i, gap] of gaps.entries())
    expect(Math.abs(gap - (expected[i] ?? 30_000))).toBeLessThanOrEqual(100);
  expect(gaps.length).toBeGreaterThanOrEqual(11);
  expect(table.polls.at(-1)?.every).toBe(30_000);
});

test("[R964] what is sent, what comes and who looks at the page bring it back to 1 s", async () => {
  const table = new Polls();
  await table.crowd();
  const transport = table.open();
  const after = async (happens: () => void): Promise<readonly number[]> => {
    await table.pass(120_000);
    expect(table.gaps().at(-1)).toBeGreaterThan(25_000);
    const from = table.polls.length;
    const since = table.clock.now() - table.start;
    happens();
    await table.pass(4000);
    const [first = 0] = table.polls.slice(from).map(({ at }) => at);
    return [first - since, ...table.gaps(from)];
  };
  const [soon = 0, ...sent] = await after(() => transport.send('["x"]'));
  expect(soon).toBeLessThanOrEqual(100);
  expect(sent[0]).toBeLessThanOrEqual(1100);
  const [atOnce = 0, ...seen] = await after(() => table.page.happen("visible"));
  expect(atOnce).toBeLessThanOrEqual(50);
  expect(seen[0]).toBeLessThanOrEqual(1100);
  await table.pass(120_000);
  const from = table.polls.length;
  table.next = 'data: ["x"]';
  await table.pass(35_000);
  expect(table.gaps(from)[0]).toBeLessThanOrEqual(1100);
});

test("[R964] a ping is answered soon, and is no reason to poll more often", async () => {
  const table = new Polls();
  await table.crowd();
  const transport = table.open();
  await table.pass(120_000);
  const from = table.polls.length;
  table.next = `data: ${PONG}`;
  transport.send(PING);
  await table.pass(1000);
  expect(table.frames).toContain(PONG);
  expect(table.polls.length).toBe(from + 1);
  await table.pass(20_000);
  expect(table.polls.length).toBe(from + 1);
});

test("[R964] a page that nobody looks at says that it may come a minute later", async () => {
  const table = new Polls();
  await table.crowd();
  table.page.happen("hidden");
  table.open();
  await table.pass(3000);
  expect(table.polls.at(-1)).toMatchObject({ wait: 0, every: 60_000 });
});

test("[R962] once it has a slot its polls wait, and a better way is looked for; when it makes room, the waiting poll ends at once", async () => {
  const table = new Polls();
  await table.crowd();
  table.open();
  await table.pass(2500);
  expect([table.polls.at(-1)?.wait, table.moves]).toEqual([0, []]);
  table.others[0]?.inBrowser.kill();
  await table.pass(50);
  expect([table.polls.at(-1)?.wait, table.moves]).toEqual([25_000, ["up"]]);
  table.page.happen("hidden");
  const other = new Slots(new FakePage(table.browser));
  void other.join("wss://board.test/live", table.clock, () => undefined);
  await table.pass(50);
  expect(other.mayKeep).toBe(true);
  expect(table.polls.at(-1)).toMatchObject({ wait: 0, every: 60_000 });
  expect(table.closed).toBe("");
});

test("[R964] where a proxy cuts every poll that waits, none waits any more", async () => {
  const table = new Polls();
  table.cuts = true;
  table.open();
  await table.pass(5000);
  expect(table.polls.filter(({ wait }) => wait > 0).map(({ wait }) => wait)).toEqual([
    25_000, 25_000, 1000, 1000,
  ]);
  expect(table.polls.slice(-3).every(({ wait }) => wait === 0)).toBe(true);
  expect(table.closed).toBe("");
  // The network may be another one by then.
  table.cuts = false;
  await table.pass(330_000);
  expect(table.polls.at(-1)?.wait).toBe(25_000);
});

test("[R961] a stream without a slot says that there is no room for it, and asks for nothing", async () => {
  const table = new Polls();
  await table.crowd();
  streamWith(table.around, table.slots)("wss://board.test/live", table.handlers, table.clock);
  await table.pass(50);
  expect([table.closed, table.polls]).toEqual(["1013 link.crowded", []]);
});

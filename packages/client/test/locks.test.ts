import { FakeBrowser } from "@alongside/testing";
import { afterEach, describe, expect, test, vi } from "vitest";
import { browserEnvironment } from "../src/browser.ts";
import type { Locks } from "../src/index.ts";
import { clientLock, freeOf, holdLock, tryLock } from "../src/tabs/locks.ts";
import { FakeClock } from "./support/fake-clock.ts";

/** Two pages of one browser, and what lets them go on. */
interface Pages {
  readonly here: Locks;
  readonly there: Locks;
  readonly settle: () => Promise<void>;
}

function fake(): Pages {
  const clock = new FakeClock();
  const browser = new FakeBrowser(clock);
  return {
    here: browser.open().locks,
    there: browser.open().locks,
    async settle() {
      for (let i = 0; i < 10; i++) {
        clock.pass(0);
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
}

function real(): Pages {
  const { locks } = navigator;
  const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));
  return { here: locks, there: locks, settle };
}

const held: (() => void)[] = [];
afterEach(() => {
  for (const release of held.splice(0)) release();
});

/** Locks in use by a test alone. */
let names = 0;
const aName = (): string => clientLock("wss://board.test/live", `client-${names++}`);

describe.each([
  ["of the tests", fake],
  ["of the platform", real],
])("locks %s", (_name, open) => {
  test("[R960] a lock is held by one page, and the next in line gets it", async () => {
    const { here, there, settle } = open();
    const name = aName();
    const got: string[] = [];
    const release = holdLock(here, name, () => got.push("here"));
    held.push(holdLock(there, name, () => got.push("there")));
    await settle();
    expect(got).toEqual(["here"]);
    release();
    await settle();
    expect(got).toEqual(["here", "there"]);
  });

  test("[R960] who waits no more is passed over", async () => {
    const { here, there, settle } = open();
    const name = aName();
    const got: string[] = [];
    const release = holdLock(here, name);
    await settle();
    const leave = holdLock(there, name, () => got.push("left"));
    held.push(holdLock(there, name, () => got.push("stayed")));
    leave();
    release();
    await settle();
    expect(got).toEqual(["stayed"]);
  });

  test("[R960] a lock is tried without waiting, and it is known which are free", async () => {
    const { here, there, settle } = open();
    const [taken, free] = [aName(), aName()];
    held.push(holdLock(here, taken));
    await settle();
    const tried = [tryLock(there, taken), tryLock(there, free)];
    await settle();
    const [none, release] = await Promise.all(tried);
    expect(none).toBeUndefined();
    expect(release).toBeDefined();
    held.push(() => release?.());
    const other = aName();
    const asked = freeOf(there, [other, taken, free]);
    await settle();
    expect(await asked).toEqual([other]);
  });
});

test("[R960] a page that is killed holds nothing more, and hears nothing", async () => {
  const clock = new FakeClock();
  const browser = new FakeBrowser(clock);
  const [killed, other] = [browser.open(), browser.open()];
  const heard: unknown[] = [];
  const got: string[] = [];
  killed.channel("news", (message) => heard.push(message));
  const news = other.channel("news", (message) => heard.push(message));
  holdLock(killed.locks, "one");
  clock.pass(0);
  holdLock(killed.locks, "two", () => got.push("killed"));
  holdLock(other.locks, "one", () => got.push("other"));
  killed.kill();
  news.post("gone?");
  clock.pass(0);
  expect([got, heard]).toEqual([["other"], []]);
});

test("[R960] pages hear what others post, and not themselves", () => {
  const clock = new FakeClock();
  const browser = new FakeBrowser(clock);
  const heard: unknown[] = [];
  const channels = ["a", "b"].map((name) =>
    browser.open().channel("news", (message) => heard.push([name, message])),
  );
  channels[0]?.post({ n: 1 });
  clock.pass(0);
  channels[1]?.close();
  channels[0]?.post({ n: 2 });
  clock.pass(0);
  expect(heard).toEqual([["b", { n: 1 }]]);
});

test("[R960] where a browser forbids locks, none is had", async () => {
  const forbid = (): Promise<never> =>
    Promise.reject(new DOMException("sandboxed", "SecurityError"));
  const locks: Locks = { request: forbid, query: forbid };
  const onHeld = vi.fn<() => void>();
  const release = holdLock(locks, "one", onHeld);
  expect(await tryLock(locks, "one")).toBeUndefined();
  await expect(freeOf(locks, ["one"])).rejects.toThrow("sandboxed");
  expect(onHeld).not.toHaveBeenCalled();
  release();
});

test("[R960] a program that is no page has neither locks nor channels", () => {
  const { locks, channel } = browserEnvironment();
  expect([locks, channel]).toEqual([undefined, undefined]);
});

import type { Store } from "@alongside/server";
import { expect, test } from "vitest";
import { faulty } from "../../../testing/src/faulty.ts";
import { MemoryDisk } from "../../../testing/src/memory-disk.ts";
import { limitsWith } from "../../src/limits.ts";
import { Hub } from "../../src/session/hub.ts";
import { TestClock } from "../room/test-clock.ts";
import { byName } from "../room/world.ts";
import { itemsOf, notified, post, TALK } from "./inbox-rooms.ts";

type When = "before" | "after";

/** A process over a disk. With `step` it dies at that request to the store, before anything of it is done or once all of it is. */
class Life {
  readonly hub: Hub;
  readonly died: Promise<void>;
  steps = 0;

  constructor(disk: MemoryDisk, step = Infinity, when: When = "before") {
    const death = Promise.withResolvers<void>();
    this.died = death.promise;
    let done = 0;
    const die = (): void => {
      store.crash();
      death.resolve();
    };
    const opened = disk.open();
    const behind = new Proxy(opened, {
      get(_, name: keyof Store) {
        const ask = (opened[name] as (...args: readonly unknown[]) => unknown).bind(opened);
        if (name === "read" || name === "close") return ask;
        return async (...args: readonly unknown[]) => {
          const value = await ask(...args);
          if (when === "after" && ++done === step) die();
          return value;
        };
      },
    });
    const store = faulty(behind, () => {
      if (++this.steps === step && when === "before") die();
      return "ok";
    });
    let ids = 0;
    this.hub = new Hub({
      rooms: [TALK],
      inbox: {},
      store,
      clock: new TestClock(),
      random: { next: () => 0, id: (length) => `${step}${when}${++ids}`.padEnd(length, "x") },
      limits: limitsWith(),
      authenticate: byName,
      onError: () => {},
    });
  }
}

/** A disk with mentions and answers that nobody was notified of. */
async function talkedDisk(): Promise<MemoryDisk> {
  const disk = new MemoryDisk();
  // Whoever follows begins with what comes from now on.
  await notified(new Life(disk).hub);
  const { hub } = new Life(disk);
  for (const follower of hub.followers.list())
    // oxlint-disable-next-line no-await-in-loop -- there is one
    await follower.stop();
  const root = await post(hub, "ann", { mentions: ["bob"] });
  await post(hub, "carl", { to: root, mentions: ["bob"] });
  await post(hub, "dora", { to: root });
  return disk;
}

test("[R1883] whichever step a process dies at, each is notified exactly once", async () => {
  const live = async (step: number, when: When): Promise<number> => {
    const disk = await talkedDisk();
    const life = new Life(disk, step, when);
    await Promise.race([life.died, notified(life.hub)]);
    const last = new Life(disk);
    await notified(last.hub);
    const { steps } = last;
    const inboxes = await Promise.all(
      ["ann", "bob", "carl", "dora"].map(async (user) =>
        (await itemsOf(last.hub, user)).map(({ kind, count }) => `${kind} ${count}`),
      ),
    );
    expect(inboxes).toEqual([["reply 2"], ["mention 2"], ["reply 1"], []]);
    return steps;
  };
  const steps = await live(Infinity, "before");
  const first = new Life(await talkedDisk());
  await notified(first.hub);
  expect(first.steps).toBeGreaterThan(20);
  expect(steps).toBeLessThan(first.steps);
  for (let step = 1; step <= first.steps; step++)
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await live(step, step % 2 === 0 ? "before" : "after");
});

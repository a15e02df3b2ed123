import { expect, test } from "vitest";
import { MemoryDisk } from "../../../testing/src/memory-disk.ts";
import { itemsOf, notified, post } from "./inbox-rooms.ts";
import { Life, type When } from "./life.ts";

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

import { expect, test } from "vitest";
import { MemoryDisk } from "../../../testing/src/memory-disk.ts";
import type { InboxDelivery } from "../../src/inbox/deliver/delivery.ts";
import { settle } from "../room/test-clock.ts";
import { notified } from "./inbox-rooms.ts";
import { Life, type When } from "./life.ts";

interface Sent {
  readonly user: string;
  readonly id: string;
}

/** Sends at once what is unread, into a list that outlives the process. */
function sending(sent: Sent[]): InboxDelivery {
  return {
    channel: "email",
    afterMs: 0,
    deliver: async ({ user, id }) => {
      sent.push({ user, id });
      return [];
    },
  };
}

/** A disk with notifications that nobody has heard of yet. */
async function toldDisk(): Promise<MemoryDisk> {
  const disk = new MemoryDisk();
  const inbox = { deliver: [sending([])] };
  // Whoever follows begins with what comes from now on.
  await notified(new Life(disk, Infinity, "before", inbox).hub);
  const { hub } = new Life(disk, Infinity, "before", inbox);
  for (const follower of hub.followers.list())
    // oxlint-disable-next-line no-await-in-loop -- a few
    await follower.stop();
  for (const [user, subject] of [
    ["ann", "1"],
    ["bob", "1"],
    ["bob", "2"],
  ] as const)
    // oxlint-disable-next-line no-await-in-loop -- in order
    await hub.inboxes?.notify(user, { kind: "task", subject, title: "Look" });
  return disk;
}

/** Lives until nothing is left to do, or it dies. */
async function live(life: Life): Promise<void> {
  const all = async (): Promise<void> => {
    await notified(life.hub);
    for (let i = 0; i < 6; i++) {
      // oxlint-disable-next-line no-await-in-loop -- what is due, and what is tried again
      await life.clock.advance(1000);
      // oxlint-disable-next-line no-await-in-loop -- the same
      await settle();
    }
  };
  await Promise.race([life.died, all()]);
}

test("[R1894] whichever step a process dies at, what is unread is sent, and twice only with the same id", async () => {
  const run = async (step: number, when: When): Promise<{ steps: number; sent: Sent[] }> => {
    const disk = await toldDisk();
    const sent: Sent[] = [];
    const inbox = { deliver: [sending(sent)] };
    const first = new Life(disk, step, when, inbox);
    await live(first);
    await live(new Life(disk, Infinity, "before", inbox));
    const soFar = sent.length;
    await live(new Life(disk, Infinity, "before", inbox));
    expect(sent).toHaveLength(soFar);
    return { steps: first.steps, sent };
  };
  const { steps, sent } = await run(Infinity, "before");
  expect(sent.map(({ user }) => user).toSorted()).toEqual(["ann", "bob"]);
  expect(steps).toBeGreaterThan(20);
  for (let step = 1; step <= steps; step++) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    const died = await run(step, step % 2 === 0 ? "before" : "after");
    const ids = new Set(died.sent.map(({ user, id }) => `${user} ${id}`));
    expect(ids).toEqual(new Set(sent.map(({ user, id }) => `${user} ${id}`)));
    expect(died.sent.length).toBeLessThanOrEqual(sent.length + 2);
  }
});

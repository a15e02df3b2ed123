import { expect, test } from "vitest";
import { MemoryDisk } from "../../../testing/src/memory-disk.ts";
import type { FollowHandler } from "../../src/followers/options.ts";
import { implement } from "../../src/implement.ts";
import { limitsWith } from "../../src/limits.ts";
import { Hub } from "../../src/session/hub.ts";
import { DyingStore, type When } from "../dying-store.ts";
import { TestClock } from "../room/test-clock.ts";
import { byName } from "../room/world.ts";
import { Board, implementedInbox, Inbox } from "./followed-rooms.ts";

/** A process over a disk. With `step` it dies at that request to the store, before anything of it is done or once all of it is. */
class Life {
  readonly hub: Hub;
  readonly died: Promise<void>;
  readonly errors: unknown[] = [];
  readonly #dying: DyingStore;

  constructor(disk: MemoryDisk, step = Infinity, when: When = "before") {
    this.#dying = new DyingStore(disk, step, when);
    this.died = this.#dying.died;
    const { store } = this.#dying;
    let ids = 0;
    this.hub = new Hub({
      rooms: [implement(Board), implementedInbox()],
      store,
      clock: new TestClock(),
      random: { next: () => 0, id: (length) => `${step}${when}${++ids}`.padEnd(length, "x") },
      limits: limitsWith(),
      authenticate: byName,
      onError: (error) => void this.errors.push(error),
    });
  }

  get steps(): number {
    return this.#dying.steps;
  }
}

/** Writes each note into two inboxes, and something that one of them refuses. */
const mirror: FollowHandler<typeof Board> = ({ entries }, to) => {
  for (const { ops, seq } of entries)
    for (const op of ops["notes"] ?? [])
      if (op.op === "insert") {
        const text = op.fields?.["text"] as string;
        to.mutate(Inbox, "one", "tell", { text });
        if (seq === 2) to.mutate(Inbox, "one", "tell", { text: "never" });
        to.mutate(Inbox, "two", "tell", { text });
      }
};

const follow = ({ hub }: Life) =>
  hub.followers.follow("mirror", { rooms: [Board], batch: 2 }, mirror);

const NOTES = ["a1", "a2", "a3", "a4", "a5"];

/** A disk with notes that nobody has read. */
async function notedDisk(): Promise<MemoryDisk> {
  const made = new MemoryDisk();
  const board = new Life(made).hub.room(Board, "a");
  // oxlint-disable-next-line no-await-in-loop -- one after the other
  for (const text of NOTES) await board.update((doc) => void doc.notes.push({ text }));
  return made;
}

/** Lives through deaths at these steps, one life after the other, and then to the end. Returns how many steps the last life took. */
async function live(deaths: readonly (readonly [step: number, when: When])[]): Promise<number> {
  const on = await notedDisk();
  for (const [step, when] of deaths) {
    const life = new Life(on, step, when);
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await Promise.race([life.died, follow(life).settled()]);
    expect(life.errors).toEqual([]);
  }
  const last = new Life(on);
  const follower = follow(last);
  await follower.settled();
  const { steps } = last;
  for (const id of ["one", "two"]) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    const { items, told } = await last.hub.room(Inbox, id).read();
    expect(items.map(({ text }) => text)).toEqual(NOTES);
    expect(told).toBe(NOTES.length);
  }
  const letters = await follower.letters.list();
  expect(letters.map(({ code }) => code)).toEqual(["app.never"]);
  expect(await on.open().kept("mirror", "write")).toEqual([]);
  return steps;
}

test("[R1511] whichever step a process dies at, what a follower writes is there exactly once", async () => {
  const steps = await live([]);
  expect(steps).toBeGreaterThan(25);
  for (let step = 1; step <= steps; step++)
    for (const when of ["before", "after"] as const)
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await live([[step, when]]);
});

test("[R1511] so it is when the next process dies too, while it finds out what is left", async () => {
  for (let step = 4; step <= 30; step += 3)
    for (let next = 1; next <= 12; next += 3)
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect(
        await live([
          [step, "after"],
          [next, step % 2 === 0 ? "before" : "after"],
        ]),
      ).toBeGreaterThan(0);
});

import type { RoomDefinition } from "@alongside/core";
import { Inbox, inboxOf } from "@alongside/core/inbox";
import { expect, test } from "vitest";
import type { FollowHandler } from "../../src/followers/options.ts";
import { World } from "../room/world.ts";
import { itemsOf, notified, TALK } from "./inbox-rooms.ts";

const kinds = async (world: World): Promise<readonly string[]> =>
  (await itemsOf(world.hub, "bob")).map(({ kind, count }) => `${kind} ${count}`).toSorted();

/** Notifies Bob of whatever comes into his inbox, by the means that a handler has. */
const MEANS = {
  "server.notify": (world, kind) => async () => {
    await world.hub.inboxes?.notify("bob", { kind, subject: "loop", title: "Again" });
  },
  "server.room": (world, kind) => async () => {
    const note = { kind, subject: "loop", title: "Again" };
    await world.hub.room(Inbox, "bob").mutate("notify", note);
  },
  "what it is given to write with": (_, kind) => (_batch, write) =>
    write.mutate(Inbox, inboxOf("bob") ?? "", "notify", { kind, subject: "loop", title: "Again" }),
} satisfies { readonly [means: string]: (world: World, kind: string) => FollowHandler };

test.each(Object.entries(MEANS))(
  "[R1903] a follower that notifies of inboxes by %s does not hear of itself",
  async (_, means) => {
    const world = new World({ rooms: [TALK], inbox: {} });
    world.hub.followers.follow<RoomDefinition>("again", { rooms: [Inbox] }, means(world, "again"));
    await world.hub.inboxes?.notify("bob", { kind: "task", subject: "7", title: "Look" });
    await notified(world.hub);
    expect(await kinds(world)).toEqual(["again 1", "task 1"]);
    expect(world.errors).toEqual([]);
  },
);

test.each(Object.entries(MEANS))(
  "[R1903] followers that notify of one another's notifications by %s come to an end",
  async (_, means) => {
    const world = new World({ rooms: [TALK], inbox: {} });
    for (const name of ["one", "two"])
      world.hub.followers.follow<RoomDefinition>(
        name,
        { rooms: [Inbox], batch: 1 },
        means(world, name),
      );
    await world.hub.inboxes?.notify("bob", { kind: "task", subject: "7", title: "Look" });
    await notified(world.hub);
    await notified(world.hub);
    // Of the task, and of what the other one wrote of it.
    expect(await kinds(world)).toEqual(["one 2", "task 1", "two 2"]);
  },
);

test("[R1903] what comes through eight followers is refused with their names", async () => {
  const world = new World({ rooms: [TALK], inbox: {} });
  const heard: unknown[] = [];
  for (let i = 0; i < 9; i++) {
    const next = `k${i + 1}`;
    const handler: FollowHandler<typeof Inbox> = async ({ entries }) => {
      for (const { mutation } of entries)
        if (mutation?.name === "notify" && mutation.args.kind === `k${i}`)
          // oxlint-disable-next-line no-await-in-loop -- one
          await world.hub.inboxes
            ?.notify("bob", { kind: next, subject: "x", title: "On" })
            .catch((error: unknown) => heard.push(error));
    };
    world.hub.followers.follow(`f${i}`, { rooms: [Inbox], batch: 1 }, handler);
  }
  await world.hub.inboxes?.notify("bob", { kind: "k0", subject: "x", title: "Look" });
  for (let i = 0; i < 9; i++)
    // oxlint-disable-next-line no-await-in-loop -- one behind the other
    await notified(world.hub);
  expect(heard).toMatchObject([
    {
      code: "follower.chain",
      message: expect.stringContaining("f0, f1, f2, f3, f4, f5, f6, f7, f8"),
    },
  ]);
  expect(await kinds(world)).toHaveLength(9);
});

test("[R1903] what a handler leaves running is as if it was somebody else's", async () => {
  const world = new World({ rooms: [TALK], inbox: {} });
  let later: (() => Promise<void>) | undefined;
  const heard: string[] = [];
  world.hub.followers.follow("left", { rooms: [Inbox], batch: 1 }, ({ entries }) => {
    heard.push(...entries.map(({ id }) => id));
    later ??= async () =>
      world.hub.inboxes?.notify("bob", { kind: "late", subject: "x", title: "Late" });
  });
  await world.hub.inboxes?.notify("bob", { kind: "task", subject: "7", title: "Look" });
  await notified(world.hub);
  await later?.();
  await notified(world.hub);
  expect(heard).toHaveLength(2);
});

import type { OpsByKey } from "@alongside/core/engine";
import { expect, test } from "vitest";
import { implement } from "../../src/implement.ts";
import { Board, ROOM, titled, vote, wrong } from "./board.ts";
import { settle } from "./test-clock.ts";
import { World } from "./world.ts";

/** A change that was composed of several, as one. */
function composed(first: number, n: number, ops: OpsByKey) {
  return { type: "change", room: ROOM, first, n, base: 0, ops } as const;
}

test("[R365] a composed change ends all its numbers with one entry", async () => {
  const world = new World();
  const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
  ann.change(vote);
  ann.say(composed(2, 5, titled("all of it")));
  ann.change(vote, { n: 6 });
  await settle();
  expect(await world.log()).toMatchObject([{ n: 1 }, { first: 2, n: 5 }, { n: 6 }]);
  expect(ann.entries()).toMatchObject([{ ack: 1 }, { ack: 5, first: 2 }, { ack: 6 }]);
  expect(bob.entries()).toMatchObject([{ n: 1 }, { n: 5 }, { n: 6 }]);
  world.crash();
  const again = await world.greet("ann");
  expect(await again.join()).toMatchObject({
    ended: 6,
    list: [{ ack: 1 }, { ack: 5, first: 2, ops: titled("all of it") }, { ack: 6 }],
  });
});

test("[R365] each number of a composed change that is refused is told as refused, from the log and from a snapshot", async () => {
  const world = new World({ limits: { idleMs: 1000 } });
  const ann = await world.join("ann");
  ann.say(composed(1, 3, wrong));
  ann.change(vote, { n: 4 });
  await settle();
  expect(ann.entries()).toMatchObject([{ refused: 3, first: 1 }, { ack: 4 }]);
  ann.drop();
  world.crash();
  const again = await world.greet("ann");
  expect(await again.join()).toMatchObject({
    ended: 4,
    list: [{ refused: 3, first: 1 }, { ack: 4 }],
  });
  await world.store.saveSnapshot(ROOM, 2);
  world.crash();
  const { ended, outcomes } = await (await world.greet("ann")).join();
  expect(ended).toBe(4);
  expect(outcomes?.map(([n, code]) => [n, code])).toEqual(
    [1, 2, 3].map((n) => [n, "op.across-keys"]),
  );
});

test("[R365] a composed change that comes again changes nothing", async () => {
  const world = new World();
  const ann = await world.join("ann");
  for (let i = 0; i < 3; i++) ann.say(composed(1, 4, vote));
  await settle();
  expect(await world.log()).toHaveLength(1);
  expect(ann.entries()).toMatchObject([{ ack: 4, first: 1 }]);
  ann.change(vote, { n: 5 });
  await settle();
  expect(ann.entries()).toMatchObject([{ ack: 5 }]);
});

test("[R556] one that overlaps what has ended ends its seat, whose client then learns how far that goes", async () => {
  const world = new World();
  const ann = await world.join("ann");
  ann.say(composed(1, 3, titled("one copy")));
  ann.say(composed(2, 6, titled("another copy")));
  ann.change(vote, { n: 4 });
  await settle();
  expect(ann.take("closed")).toMatchObject([{ room: ROOM, code: "counter.gap" }]);
  expect(ann.end).toBeUndefined();
  expect(await world.log()).toMatchObject([{ ops: titled("one copy") }]);
  expect(await ann.join()).toMatchObject({ ended: 3 });
  ann.say(composed(4, 6, titled("the rest")));
  await settle();
  expect(ann.entries()).toMatchObject([{ ack: 6, first: 4 }]);
});

/** Why a connection ends that sends this behind its first change. Nothing is written, and nobody else is disturbed. */
async function endOf(message: ReturnType<typeof composed>): Promise<string | undefined> {
  const world = new World();
  const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
  ann.change(titled("first"));
  await world.quiet();
  ann.say(message);
  await settle();
  expect(await world.log()).toHaveLength(1);
  expect(bob.end).toBeUndefined();
  return ann.take("bye")[0]?.code;
}

test("[R556] a composed change that leaves a gap ends its connection and changes nothing", async () => {
  expect(await endOf(composed(3, 5, vote))).toBe("counter.gap");
});

test.each([
  ["that goes backwards", composed(5, 2, vote)],
  ["of one number", composed(2, 2, vote)],
  ["from 0", composed(0, 2, vote)],
  ["of a thousand and one numbers", composed(2, 1002, vote)],
  ["of all numbers there are", composed(2, Number.MAX_SAFE_INTEGER, vote)],
])("[R366] a composed change %s ends its connection and changes nothing", async (_, message) => {
  expect(await endOf(message)).toBe("message.invalid");
});

test("[R365] records of a composed change have ids of its numbers, and of no others", async () => {
  const world = new World({ rooms: [implement(Board)] });
  const ann = await world.join("ann");
  const shape = (n: number): OpsByKey => ({
    shapes: [
      {
        op: "insert",
        id: `${ann.client}.${n.toString(36)}.0`,
        in: { of: "root", field: "shapes" },
        at: "end",
        fields: {},
      },
    ],
  });
  ann.say(composed(1, 4, shape(2)));
  ann.say(composed(5, 6, shape(4)));
  await settle();
  const told = ann.entries();
  expect(told[1]).toMatchObject({ refused: 6, first: 5, code: "op.id" });
  expect(JSON.stringify(told[0])).not.toContain("op.id");
});

test("[R393] numbers that went with a log that went back end as refused, those of them that have not ended", async () => {
  const world = new World();
  const ann = await world.join("ann");
  ann.change(vote);
  const gone = (first: number, n: number): void =>
    ann.say({
      type: "change",
      room: ROOM,
      ...(first < n && { first }),
      n,
      base: 0,
      isGone: true,
    });
  gone(1, 3);
  // It came twice.
  gone(1, 3);
  gone(4, 4);
  ann.change(vote, { n: 5 });
  await settle();
  expect(await world.log()).toMatchObject([
    { kind: "change", n: 1 },
    { kind: "outcome", first: 2, n: 3, code: "room.rewound" },
    { kind: "outcome", n: 4, code: "room.rewound" },
    { kind: "change", n: 5 },
  ]);
  expect(ann.entries()).toMatchObject([
    { ack: 1 },
    { refused: 3, first: 2, code: "room.rewound" },
    { refused: 4 },
    { ack: 5 },
  ]);
  // Of what is still to come before them nothing is known: that is a mistake.
  gone(7, 8);
  await settle();
  expect(ann.end).toEqual({ code: 4410, reason: "counter.gap" });
});

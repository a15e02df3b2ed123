import { Refused } from "@alongside/core";
import type { LockTarget, OpsByKey } from "@alongside/core/engine";
import { describe, expect, test } from "vitest";
import { implement, type Rules } from "../../src/implement.ts";
import { Board, ROOM, titled } from "./board.ts";
import type { Peer } from "./peer.ts";
import { World, type WorldOptions } from "./world.ts";

const TITLE: LockTarget = { id: "root", field: "title" };
const SECRET: LockTarget = { id: "root", field: "secret" };

let asks = 0;

function ask(peer: Peer, target: LockTarget, part: { ms?: number; take?: true } = {}): void {
  peer.say({ type: "lock", room: ROOM, ask: ++asks, ms: 30_000, ...target, ...part });
}

/** What somebody is answered: "held", or the code and who holds it. */
function answers(peer: Peer): readonly string[] {
  return peer
    .take("lock")
    .map(({ refused }) =>
      refused === undefined ? "held" : [refused.code, refused.user?.id ?? ""].join(" ").trim(),
    );
}

/** Who holds what, as a reader has been told: `ann root.title`. */
class Reader {
  readonly #peer: Peer;
  readonly #held = new Map<string, readonly string[]>();

  constructor(peer: Peer) {
    this.#peer = peer;
  }

  get held(): readonly string[] {
    for (const { holders, all } of this.#peer.take("locks")) {
      if (all === true) this.#held.clear();
      for (const { client, user, targets } of holders)
        this.#held.set(
          client,
          targets.map(({ id, field }) =>
            [user?.id, field === undefined ? id : `${id}.${field}`].join(" "),
          ),
        );
    }
    return [...this.#held.values()].flat();
  }
}

async function shape(world: World, peer: Peer): Promise<string> {
  const id = `${peer.client}.1.0`;
  peer.change({
    shapes: [
      {
        op: "insert",
        id,
        in: { of: "root", field: "shapes" },
        at: "end",
        fields: { kind: "rect" },
      },
    ],
  });
  await world.quiet();
  return id;
}

const deleted = (id: string): OpsByKey => ({ shapes: [{ op: "delete", id }] });

/** A world with Ann, Bob and somebody who reads only the title, and whatever rules there are. */
async function people(rules: Rules<typeof Board> = {}, options: WorldOptions = {}) {
  const world = new World({
    ...options,
    rooms: [
      implement(Board, {
        authorize: ({ id }) =>
          id === "title only"
            ? { read: ["title"], write: ["title"] }
            : id === "reader"
              ? "read"
              : "write",
        ...rules,
      }),
    ],
  });
  const ann = await world.join("ann");
  const bob = await world.join("bob", "bob");
  return { world, ann, bob, annSees: new Reader(ann), bobSees: new Reader(bob) };
}

describe("[R1210] a record or a field of one has one holder at most:", () => {
  test("who asks second is told who holds it, and everybody is told of the holder", async () => {
    const { world, ann, bob, annSees, bobSees } = await people();
    const id = await shape(world, ann);
    ask(ann, { id });
    ask(bob, { id });
    await world.clock.advance(40);
    expect([answers(ann), answers(bob)]).toEqual([["held"], ["lock.held ann"]]);
    expect([annSees.held, bobSees.held]).toEqual([[`ann ${id}`], [`ann ${id}`]]);
    expect(await world.log()).toHaveLength(1);
  });

  test("a lock on a record is at odds with one on any field of it; two fields are not", async () => {
    const { world, ann, bob, bobSees } = await people();
    const id = await shape(world, ann);
    ask(ann, { id, field: "kind" });
    ask(bob, { id });
    ask(ann, TITLE);
    ask(bob, SECRET);
    ask(bob, { ...TITLE, ms: 1 } as LockTarget);
    await world.clock.advance(40);
    expect(answers(ann)).toEqual(["held", "held"]);
    expect(answers(bob)).toEqual(["lock.held ann", "held", "lock.held ann"]);
    expect(bobSees.held).toEqual([`ann ${id}.kind`, "ann root.title", "bob root.secret"]);
    // One's own are never at odds.
    ask(ann, { id });
    await world.clock.advance(40);
    expect(answers(ann)).toEqual(["held"]);
  });

  test("what is not there cannot be locked", async () => {
    const { world, ann } = await people();
    for (const target of [
      { id: "root" },
      { id: "nobody" },
      { id: "root", field: "nothing" },
      { id: "root", field: "toString" },
      { id: "__proto__", field: "__proto__" },
    ])
      ask(ann, target);
    await world.clock.advance(40);
    expect(answers(ann)).toEqual(Array.from({ length: 5 }, () => "lock.nowhere"));
  });

  test("who may not write there may not lock it", async () => {
    const { world } = await people();
    const reader = await world.join("reader", "reader");
    ask(reader, TITLE);
    await world.clock.advance(40);
    expect(answers(reader)).toEqual(["auth.key"]);
  });
});

describe("[R1211] a lock ends", () => {
  test("when it is given back", async () => {
    const { world, ann, bob, bobSees } = await people();
    ask(ann, TITLE);
    await world.clock.advance(40);
    ask(ann, TITLE, { ms: 0 });
    ask(bob, TITLE);
    await world.clock.advance(40);
    expect(answers(bob)).toEqual(["held"]);
    expect(bobSees.held).toEqual(["bob root.title"]);
  });

  test("by itself where it is not asked for again in time, and no later", async () => {
    const { world, ann, bob, bobSees } = await people();
    ask(ann, TITLE, { ms: 5000 });
    await world.clock.advance(4000);
    ask(ann, TITLE, { ms: 5000 });
    await world.clock.advance(4999);
    ask(bob, TITLE);
    expect(answers(bob)).toEqual(["lock.held ann"]);
    expect(bobSees.held).toEqual(["ann root.title"]);
    await world.clock.advance(1 + 100 + 33);
    expect(bobSees.held).toEqual([]);
    ask(bob, TITLE);
    expect(answers(bob)).toEqual(["held"]);
  });

  test("however long it was asked for: nobody who is silent keeps one", async () => {
    const { world, ann, bob } = await people();
    ask(ann, TITLE, { ms: Number.MAX_SAFE_INTEGER });
    await world.clock.advance(60_000);
    ask(bob, TITLE);
    expect([answers(ann), answers(bob)]).toEqual([["held"], ["held"]]);
  });

  test("with its client's place: at once where that leaves, after the grace time where its link went", async () => {
    const { world, ann, bob, bobSees } = await people();
    ask(ann, TITLE, { ms: 60_000 });
    await world.clock.advance(40);
    ann.drop();
    await world.clock.advance(9999);
    expect(bobSees.held).toEqual(["ann root.title"]);
    await world.clock.advance(1 + 33);
    expect(bobSees.held).toEqual([]);
    const cleo = await world.join("cleo", "cleo");
    ask(cleo, TITLE);
    await world.clock.advance(40);
    cleo.say({ type: "leave", room: ROOM });
    ask(bob, TITLE);
    await world.clock.advance(40);
    expect([answers(bob), bobSees.held]).toEqual([["held"], ["bob root.title"]]);
  });

  test("with its record, once that is deleted for good: what waits for the disk is not", async () => {
    const { world, ann, bob, annSees } = await people();
    const id = await shape(world, ann);
    ask(bob, { id });
    await world.clock.advance(40);
    world.holds = true;
    ann.change(deleted(id));
    await world.clock.advance(40);
    expect(annSees.held).toEqual([`bob ${id}`]);
    await world.release();
    await world.clock.advance(40);
    expect(annSees.held).toEqual([]);
    ask(bob, { id });
    expect(answers(bob)).toEqual(["held", "lock.nowhere"]);
  });

  test("where its holder may not write there any more", async () => {
    const rights: Record<string, "read" | "write"> = {};
    const { world, ann, bobSees } = await people({ authorize: ({ id }) => rights[id] ?? "write" });
    ask(ann, TITLE);
    await world.clock.advance(40);
    ann.drop();
    rights["ann"] = "read";
    await world.join("ann");
    expect(bobSees.held).toEqual([]);
  });
});

test("[R1211] who is back within the grace time holds what they held, and is told of all", async () => {
  const { world, ann, bob } = await people();
  ask(ann, TITLE);
  ask(bob, SECRET);
  await world.clock.advance(40);
  ann.drop();
  await world.clock.advance(2000);
  const back = await world.greet("ann");
  await back.join({ after: 0 });
  const seen = new Reader(back);
  expect(seen.held).toEqual(["ann root.title", "bob root.secret"]);
});

test("[R1138] whoever gets another name while they hold a lock is shown by that name as its holder", async () => {
  const names = new Map<string, string>();
  const { world, ann, bob } = await people(
    {},
    {
      authenticate: (token = "ann") => ({
        user: { id: token, name: names.get(token) ?? token, color: "#1767d1" },
      }),
    },
  );
  const tab = await world.join("tab", "ann");
  ask(ann, TITLE);
  ask(ann, SECRET);
  ask(tab, { id: "root", field: "votes" });
  await world.quiet();
  names.set("ann", "Zoe");
  ann.say({ type: "auth", token: "ann" });
  await world.clock.advance(40);
  const [told, ...more] = bob.take("locks");
  expect(more).toEqual([]);
  expect(told?.holders).toMatchObject([
    { client: ann.client, user: { name: "Zoe" }, targets: [TITLE, SECRET] },
    { client: tab.client, user: { name: "Zoe" }, targets: [{ id: "root", field: "votes" }] },
  ]);
  ask(bob, TITLE);
  await world.clock.advance(40);
  expect(bob.take("lock")[0]?.refused?.message).toBe("Zoe holds it");
});

test("[R1211] who comes back is told also where nobody holds anything any more", async () => {
  const { world, ann, bob } = await people();
  ask(bob, TITLE);
  await world.clock.advance(40);
  const { epoch } = (await (await world.greet("cleo", "cleo")).join()).log;
  ann.drop();
  ask(bob, TITLE, { ms: 0 });
  await world.clock.advance(40);
  const back = await world.greet("ann");
  await back.join({ last: { epoch, generation: 0, seq: 0, at: 0 } });
  expect(back.take("locks")).toEqual([{ type: "locks", room: ROOM, holders: [], all: true }]);
});

describe("[R1212] a lock is taken over", () => {
  test("by who says so, in one frame for everybody", async () => {
    const { world, ann, bob, annSees } = await people();
    const id = await shape(world, ann);
    ask(ann, { id, field: "kind" });
    await world.clock.advance(40);
    expect(annSees.held).toHaveLength(1);
    ask(bob, { id }, { take: true });
    await world.clock.advance(40);
    expect(answers(bob)).toEqual(["held"]);
    const [told, ...more] = ann.take("locks");
    expect(more).toEqual([]);
    expect(told?.holders.map(({ client, targets }) => [client, targets])).toEqual([
      [ann.client, []],
      [bob.client, [{ id }]],
    ]);
  });

  test("where the app's rule lets it: its words reach who asked, and nothing has changed", async () => {
    const heard: unknown[] = [];
    const { world, ann, bob, bobSees } = await people({
      takeOver: (lock, { user, room, storage }) => {
        heard.push([lock.user.id, lock.field, user.id, room, storage.title]);
        return user.id === "chef" || { code: "lock.hers", message: "Ask Ann" };
      },
    });
    const chef = await world.join("chef", "chef");
    ask(ann, TITLE);
    ask(bob, TITLE, { take: true });
    await world.clock.advance(40);
    expect(bob.frames.find(({ type }) => type === "lock")).toMatchObject({
      refused: { code: "lock.hers", message: "Ask Ann", client: ann.client },
    });
    expect(bobSees.held).toEqual(["ann root.title"]);
    ask(chef, TITLE, { take: true });
    await world.clock.advance(40);
    expect(bobSees.held).toEqual(["chef root.title"]);
    expect(heard).toEqual([
      ["ann", "title", "bob", "one", ""],
      ["ann", "title", "chef", "one", ""],
    ]);
  });

  test("from the own other tab without a question", async () => {
    const { world, ann, annSees } = await people({ takeOver: () => ({ code: "no", message: "" }) });
    const tab = await world.join("tab", "ann");
    ask(ann, TITLE);
    ask(tab, TITLE);
    ask(tab, TITLE, { take: true });
    await world.clock.advance(40);
    expect(answers(tab)).toEqual(["lock.held ann", "held"]);
    expect(annSees.held).toEqual(["ann root.title"]);
  });

  test("a rule that throws refuses, and costs nobody else anything", async () => {
    let thrown: unknown = new Error("at the database");
    const { world, ann, bob } = await people({
      takeOver: () => {
        throw thrown;
      },
    });
    ask(ann, TITLE);
    ask(bob, TITLE, { take: true });
    thrown = new Refused("lock.busy", "Not now");
    ask(bob, TITLE, { take: true });
    await world.clock.advance(40);
    expect(answers(bob)).toEqual(["rule.threw ann", "lock.busy ann"]);
    expect(world.errors).toEqual([new Error("at the database")]);
    expect(bob.end).toBeUndefined();
  });
});

describe("[R1213] the room's rule can ask who holds a lock", () => {
  const soft: Rules<typeof Board> = {
    allow: ({ ops }, { locks }) => {
      const [held] = locks.ofOthers(ops);
      return held === undefined || { code: "board.locked", message: `${held.user.name} has it` };
    },
  };

  test("and refuse a change to what somebody else holds", async () => {
    const { world, ann, bob } = await people(soft);
    const id = await shape(world, ann);
    ask(ann, { id });
    ask(ann, TITLE);
    await world.quiet();
    bob.change(titled("bob"));
    bob.change({ shapes: [{ op: "set", id, field: "kind", value: "x" }] });
    bob.change(deleted(id));
    bob.change({ shapes: [{ op: "move", id, in: { of: "root", field: "shapes" }, at: "start" }] });
    bob.change({ votes: [{ op: "add", id: "root", field: "votes", by: 1 }] });
    ann.change(titled("ann"));
    await world.quiet();
    const log = await world.log();
    expect(log.slice(1).map((entry) => ("code" in entry ? entry.code : entry.kind))).toEqual([
      ...Array.from({ length: 4 }, () => "board.locked"),
      "change",
      "change",
    ]);
  });

  test("a lock on a field is in the way of that field, and of the end of its record", async () => {
    const { world, ann, bob } = await people(soft);
    const id = await shape(world, ann);
    ask(ann, { id, field: "kind" });
    await world.quiet();
    bob.change({ shapes: [{ op: "move", id, in: { of: "root", field: "shapes" }, at: "start" }] });
    bob.change({ shapes: [{ op: "set", id, field: "kind", value: "x" }] });
    bob.change(deleted(id));
    await world.quiet();
    const log = await world.log();
    expect(log.slice(1).map(({ kind }) => kind)).toEqual(["change", "outcome", "outcome"]);
  });

  test("also of the own other tab, and by record", async () => {
    const seen: unknown[] = [];
    const { world, ann } = await people({
      allow: (_change, { locks }) => {
        seen.push(locks.on("root", "title").map(({ client, user }) => [client, user.id]));
        return true;
      },
    });
    const tab = await world.join("tab", "ann");
    ask(tab, TITLE);
    ann.change(titled("a"));
    await world.clock.advance(60_000);
    ann.change(titled("b"));
    await world.quiet();
    expect(seen).toEqual([[[tab.client, "ann"]], []]);
  });

  test("without a rule that asks nothing is refused", async () => {
    const { world, ann, bob } = await people();
    ask(ann, TITLE);
    bob.change(titled("bob"));
    await world.quiet();
    expect((await world.log()).map(({ kind }) => kind)).toEqual(["change"]);
  });
});

test("[R1214] nothing of a key that somebody may not read is told to them", async () => {
  const { world, ann, bob } = await people();
  const half = await world.join("half", "title only");
  ask(ann, SECRET);
  ask(ann, SECRET, { ms: 0 });
  ask(bob, SECRET, { take: true });
  await world.clock.advance(40);
  ask(half, SECRET);
  ask(half, { id: "root", field: "nothing" });
  await world.clock.advance(40);
  expect(half.take("locks")).toEqual([]);
  const [secret, nothing] = half.take("lock");
  expect(secret?.refused).toEqual(nothing?.refused);
  ask(bob, TITLE);
  await world.clock.advance(40);
  expect(new Reader(half).held).toEqual(["bob root.title"]);
  const late = await world.greet("late", "title only");
  await late.join();
  expect(new Reader(late).held).toEqual(["bob root.title"]);
  expect(late.heard).not.toContain("secret");
});

describe("[R1215] locks are bounded:", () => {
  test("those of a client, and those of a room, of which each may have an equal part", async () => {
    const { world, ann, bob } = await people({}, { limits: { locksPerClient: 3, roomLocks: 4 } });
    const fields = ["title", "secret", "votes", "shapes", "settings"];
    for (const field of fields) ask(ann, { id: "root", field });
    await world.quiet();
    const cleo = await world.join("cleo", "cleo");
    for (const peer of [bob, cleo])
      peer.change({
        shapes: ["0", "1"].map((i) => ({
          op: "insert",
          id: `${peer.client}.1.${i}`,
          in: { of: "root", field: "shapes" },
          at: "end",
          fields: { kind: "rect" },
        })),
      });
    await world.quiet();
    for (const peer of [bob, cleo])
      for (const i of ["0", "1"]) ask(peer, { id: `${peer.client}.1.${i}` });
    await world.clock.advance(40);
    // Ann's third is the last of her own, Bob has one place and Cleo, for whom there is none, her part of four by three.
    expect([answers(bob), answers(cleo)]).toEqual([
      ["held", "limit.locks"],
      ["held", "limit.locks"],
    ]);
  });

  test("asking and giving back without end costs a frame a tick", async () => {
    const { world, ann, bob } = await people();
    await world.quiet();
    for (let i = 0; i < 300; i++) ask(ann, TITLE, { ms: i % 2 === 0 ? 5000 : 0 });
    await world.clock.advance(32);
    expect(bob.take("locks")).toHaveLength(1);
  });

  test("a reader who is behind gets all once they can take it", async () => {
    const { world, ann, bob, bobSees } = await people();
    bob.buffered = 300 * 1024;
    ask(ann, TITLE);
    await world.clock.advance(200);
    ask(ann, SECRET);
    await world.clock.advance(200);
    expect(bobSees.held).toEqual([]);
    bob.buffered = 0;
    await world.clock.advance(200);
    expect(bobSees.held).toEqual(["ann root.title", "ann root.secret"]);
  });
});

test("[R1210] a quiet seat locks nothing", async () => {
  const { world } = await people();
  const queue = await world.greet("queue", "ann");
  await queue.join({ quiet: true });
  ask(queue, TITLE);
  await world.quiet();
  expect(queue.end?.reason).toBe("message.invalid");
});

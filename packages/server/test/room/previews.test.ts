import type { OpsByKey } from "@alongside/core/engine";
import type { Tick } from "../../../core/test/speech.ts";
import { describe, expect, test, vi } from "vitest";
import { implement } from "../../src/implement.ts";
import { Judge } from "../../src/room/judge.ts";
import { MAX_PREVIEWS } from "../../src/room/gestures.ts";
import { Board, hidden, ROOM, titled, wrong } from "./board.ts";
import type { Peer } from "./peer.ts";
import { settle } from "./test-clock.ts";
import { World } from "./world.ts";

function gesture(peer: Peer, number: number, ops: OpsByKey | null): void {
  peer.say({ type: "preview", room: ROOM, gesture: number, ops });
}

/** What somebody was told of the gestures of `peer`, in order. */
const shown = (ticks: readonly Tick[], peer: Peer) =>
  ticks.flatMap(({ people }) =>
    people.flatMap(({ client, previews }) =>
      client === peer.client && previews !== undefined ? [previews] : [],
    ),
  );

describe("[R19] a gesture is shown to who may read it, never logged, and ends with its change", () => {
  test("it is shown, replaced as it goes on, and taken back", async () => {
    const world = new World();
    const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
    gesture(ann, 1, titled("a"));
    await settle();
    gesture(ann, 1, titled("ab"));
    gesture(ann, 1, titled("abc"));
    gesture(ann, 2, titled("other"));
    await world.clock.advance(33);
    gesture(ann, 1, null);
    gesture(ann, 9, null);
    await world.clock.advance(33);
    expect(shown(bob.take("tick"), ann)).toEqual([
      { 1: titled("a") },
      { 1: titled("abc"), 2: titled("other") },
      { 1: null },
    ]);
    const cy = await world.greet("cy", "cy");
    expect((await cy.join()).people[0]).toMatchObject({
      client: ann.client,
      previews: { 2: titled("other") },
    });
    expect(await world.log()).toEqual([]);
    expect((await world.state()).title).toBe("");
  });

  test("[R1221] with the time that its author says it was so, also to who comes later", async () => {
    const world = new World();
    const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
    const at = (ms: number): void =>
      ann.say({ type: "preview", room: ROOM, gesture: 1, ops: titled(`${ms}`), at: ms });
    at(0);
    await settle();
    at(10);
    at(43);
    await world.clock.advance(33);
    gesture(ann, 2, titled("another"));
    await world.clock.advance(33);
    const times = bob.take("tick").flatMap(({ people }) => people.map((person) => person.times));
    expect(times).toEqual([{ 1: 0 }, { 1: 43 }, undefined]);
    const cy = await world.greet("cy", "cy");
    expect((await cy.join()).people[0]?.times).toEqual({ 1: 43 });
  });

  test("[R607] the change that ends it comes first, then its end", async () => {
    const world = new World();
    const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
    gesture(ann, 1, titled("a"));
    await world.quiet();
    world.holds = true;
    ann.change(titled("a"), { gesture: 1 });
    await world.clock.advance(1000);
    expect(bob.frames).toEqual([]);
    await world.release();
    await world.clock.advance(33);
    expect(bob.frames).toMatchObject([
      { type: "entries", list: [{ seq: 1, ops: titled("a") }] },
      { type: "tick", people: [{ client: ann.client, previews: { 1: null } }] },
    ]);
    expect((await (await world.greet("cy", "cy")).join()).people[0]).not.toHaveProperty("previews");
  });

  test("[R607] a change that is refused ends it too", async () => {
    const world = new World();
    const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
    gesture(ann, 1, titled("a"));
    await world.quiet();
    ann.change(wrong, { gesture: 1 });
    await world.clock.advance(33);
    expect(shown(bob.take("tick"), ann)).toEqual([{ 1: null }]);
  });

  test("readers see of it what they may read", async () => {
    const rooms = [
      implement(Board, {
        authorize: ({ id }) => (id === "ann" ? "write" : { read: ["title"], write: [] }),
      }),
    ];
    const world = new World({ rooms });
    const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
    const another = await world.join("tab");
    gesture(ann, 1, hidden("psst"));
    gesture(ann, 2, { ...titled("a"), ...hidden("psst") });
    await world.clock.advance(33);
    const ticks = bob.take("tick");
    expect(shown(ticks, ann)).toEqual([{ 1: {}, 2: titled("a") }]);
    expect(shown(another.take("tick"), ann)).toMatchObject([{ 1: hidden("psst") }]);
    const cy = await world.greet("cy", "cy");
    expect(JSON.stringify(await cy.join())).not.toContain("psst");
  });

  test("what its author may not write, or the schema refuses, is not shown", async () => {
    const rooms = [
      implement(Board, {
        authorize: ({ id }) => (id === "ann" ? { read: true, write: ["secret"] } : "write"),
      }),
    ];
    const world = new World({ rooms });
    const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
    gesture(ann, 1, titled("mine"));
    gesture(bob, 1, wrong);
    gesture(bob, 2, { nothing: [] });
    await world.clock.advance(33);
    expect([ann.frames, bob.frames]).toEqual([[], []]);
    expect(ann.end).toBeUndefined();
  });

  test("[R607] it is gone with its author, at once when they leave", async () => {
    const world = new World();
    const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
    gesture(ann, 1, titled("a"));
    gesture(bob, 1, titled("b"));
    await world.quiet();
    ann.say({ type: "leave", room: ROOM });
    await settle();
    expect(bob.take("tick")).toMatchObject([{ gone: [ann.client] }]);
    await ann.join();
    await world.quiet();
    expect((await (await world.greet("cy", "cy")).join()).people).toMatchObject([
      { client: bob.client, previews: { 1: titled("b") } },
      { client: ann.client, presence: {} },
      {},
    ]);
  });

  test("what is shown of it ends when its author's rights do", async () => {
    let right: "write" | "read" | "none" = "write";
    const rooms = [implement(Board, { authorize: ({ id }) => (id === "ann" ? right : "write") })];
    const world = new World({ rooms });
    const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
    gesture(ann, 1, titled("a"));
    await world.quiet();
    right = "read";
    ann.say({ type: "auth", token: "ann" });
    await world.clock.advance(33);
    expect(ann.take("closed")).toMatchObject([{ code: "auth.revoked" }]);
    expect(bob.take("tick")).toMatchObject([
      { people: [{ client: ann.client, previews: { 1: null } }], gone: [] },
    ]);
    await ann.join();
    gesture(ann, 1, titled("a"));
    await world.clock.advance(100);
    expect(bob.take("tick")).toEqual([]);
    right = "none";
    ann.say({ type: "auth", token: "ann" });
    await world.clock.advance(33);
    expect(bob.take("tick")).toMatchObject([{ gone: [ann.client] }]);
  });

  test("one whose link broke has to say again that it goes on", async () => {
    const world = new World();
    const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
    gesture(ann, 1, titled("a"));
    await world.quiet();
    ann.drop();
    await world.clock.advance(1000);
    expect(bob.frames).toEqual([]);
    await (await world.greet("ann")).join();
    await world.clock.advance(33);
    expect(shown(bob.take("tick"), ann)).toEqual([{ 1: null }]);
  });

  test("one that its author may not go on with is hidden, and what it writes to nothing is left out", async () => {
    const world = new World();
    const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
    gesture(ann, 1, titled("a"));
    await settle();
    gesture(ann, 1, wrong);
    await world.clock.advance(33);
    expect(shown(bob.take("tick"), ann)).toEqual([{ 1: titled("a") }, { 1: null }]);
    const gone = { op: "set", id: "bob---------.1.0", field: "kind", value: "x" } as const;
    gesture(ann, 1, { ...titled("a"), shapes: [gone, { op: "delete", id: gone.id }] });
    await world.clock.advance(33);
    expect(shown(bob.take("tick"), ann)).toEqual([{ 1: { ...titled("a"), shapes: [] } }]);
  });
});

/** A change's JSON, with a value that no schema has been asked about. */
function raw(peer: Peer, ops: string): void {
  peer.connection?.receive(`["g",1,1,${ops}]`);
}

describe("[R302] a gesture is checked exactly as a change is:", () => {
  test("one with a value 100,000 arrays deep for a record that does not exist is dropped", async () => {
    const world = new World();
    const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
    const deep = "[".repeat(100_000) + "]".repeat(100_000);
    raw(ann, `["shapes",[["s","${ann.client}.1.0","kind",${deep}]]]`);
    await world.clock.advance(33);
    expect(shown(bob.take("tick"), ann)).toEqual([{ 1: { shapes: [] } }]);
    raw(ann, `["title",[["s","root","title",${deep}]]]`);
    await world.clock.advance(33);
    expect(shown(bob.take("tick"), ann)).toEqual([{ 1: null }]);
    expect([world.errors, ann.end]).toEqual([[], undefined]);
  });

  test("nothing lies in wait for a record that its author makes next", async () => {
    const world = new World();
    const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
    const id = `${ann.client}.1.0`;
    gesture(ann, 1, { shapes: [{ op: "set", id, field: "kind", value: null }] });
    await settle();
    const at = { in: { of: "root", field: "shapes" }, at: "end" } as const;
    ann.change({ shapes: [{ op: "insert", id, ...at, fields: { kind: "rect" } }] });
    await world.clock.advance(100);
    expect(bob.entries()).toMatchObject([{ seq: 1 }]);
    expect(bob.heard).not.toContain("null}]");
  });

  test("[R749] what comes faster than it is shown is not looked at", async () => {
    const world = new World();
    const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
    const looks = vi.spyOn(Judge.prototype, "preview");
    for (let i = 0; i < 100; i++) gesture(ann, 1, titled(`${i}`));
    await world.clock.advance(33);
    expect(looks.mock.calls.length).toBe(1);
    expect(shown(bob.take("tick"), ann)).toEqual([{ 1: titled("99") }]);
    looks.mockRestore();
  });

  test("an exception in looking at one is its author's end, and the others' tick goes out", async () => {
    const world = new World();
    const [ann, bob, cy] = [
      await world.join("ann"),
      await world.join("bob", "bob"),
      await world.join("cy", "cy"),
    ];
    const planted = new Error("planted");
    vi.spyOn(Judge.prototype, "preview").mockImplementationOnce(() => {
      throw planted;
    });
    gesture(ann, 1, titled("a"));
    gesture(bob, 1, titled("b"));
    await world.clock.advance(33);
    expect(world.errors).toEqual([planted]);
    expect(ann.take("closed")).toMatchObject([{ code: "room.reset" }]);
    expect(shown(cy.take("tick"), bob)).toEqual([{ 1: titled("b") }]);
  });
});

describe("[R303] a gesture above its limits is not shown, its author hears so once, and the change commits:", () => {
  const notices = (peer: Peer) => peer.take("notice").map(({ code }) => code);

  test("[R750] some 3,000 shapes can be dragged", async () => {
    const world = new World();
    const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
    const ids = Array.from({ length: 3000 }, (_, i) => `${ann.client}.1.${i.toString(36)}`);
    const at = { in: { of: "root", field: "shapes" }, at: "end" } as const;
    ann.change({ shapes: ids.map((id) => ({ op: "insert", id, ...at, fields: { kind: "r" } })) });
    await world.quiet();
    const value = { x: -1234.5, y: -1234.5 };
    gesture(ann, 1, { shapes: ids.map((id) => ({ op: "set", id, field: "kind", value })) });
    await world.clock.advance(33);
    expect(Object.keys(shown(bob.take("tick"), ann)[0]?.[1] ?? {})).toEqual(["shapes"]);
    expect(notices(ann)).toEqual([]);
  });

  test("one client's", async () => {
    const world = new World({ limits: { previewBytes: 10_000 } });
    const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
    gesture(ann, 1, titled("x".repeat(6000)));
    await world.quiet();
    gesture(ann, 2, titled("y".repeat(6000)));
    gesture(ann, 2, titled("y".repeat(6001)));
    await world.clock.advance(33);
    expect(bob.frames).toEqual([]);
    expect(notices(ann)).toEqual(["limit.preview"]);
    // What it grew out of is not shown either.
    gesture(ann, 1, titled("x".repeat(12_000)));
    await world.clock.advance(33);
    expect(shown(bob.take("tick"), ann)).toEqual([{ 1: null }]);
    expect(notices(ann)).toEqual(["limit.preview"]);
    ann.change(titled("x".repeat(12_000)), { gesture: 1 });
    await world.clock.advance(33);
    expect(ann.entries()).toMatchObject([{ ack: 1 }]);
    gesture(ann, 3, titled("z"));
    await world.clock.advance(33);
    expect(shown(bob.take("tick"), ann)).toEqual([{ 3: titled("z") }]);
  });

  test(`more than ${MAX_PREVIEWS} at a time`, async () => {
    const world = new World();
    const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
    for (let i = 1; i <= MAX_PREVIEWS; i++) gesture(ann, i, titled(`${i}`));
    gesture(ann, 1, null);
    gesture(ann, 99, titled("in its place"));
    gesture(ann, 99, titled("and moved"));
    await settle();
    expect(notices(ann)).toEqual([]);
    gesture(ann, 100, titled("one too many"));
    await world.clock.advance(33);
    expect(notices(ann)).toEqual(["limit.preview"]);
    expect(bob.heard).not.toContain("one too many");
    expect(ann.end).toBeUndefined();
  });

  test("[R751] all of a room: who asks for little gets it from who shows the most", async () => {
    const world = new World({ limits: { previewBytes: 40_000, roomPreviewBytes: 100_000 } });
    const peers: Peer[] = [];
    for (let i = 0; i < 4; i++) peers.push(await world.join(`p${i}`));
    const [one, two, three, four] = peers as [Peer, Peer, Peer, Peer];
    gesture(one, 1, titled("1".repeat(39_000)));
    gesture(two, 1, titled("2".repeat(35_000)));
    gesture(three, 1, titled("3".repeat(35_000)));
    await world.clock.advance(33);
    expect(notices(three)).toEqual(["limit.preview"]);
    gesture(four, 1, titled("4".repeat(20_000)));
    await settle();
    gesture(three, 2, titled("3".repeat(20_000)));
    await world.clock.advance(33);
    expect(notices(one)).toEqual(["limit.preview"]);
    const cy = await (await world.greet("cy", "cy")).join();
    const sizes = cy.people.map(({ previews = {} }) => JSON.stringify(previews).length > 10_000);
    expect(sizes).toEqual([false, true, true, true, false]);
  });

  test("[R752] those of people whose link is down go first", async () => {
    const world = new World({ limits: { previewBytes: 40_000, roomPreviewBytes: 100_000 } });
    const [ann, bob, cy] = [
      await world.join("ann"),
      await world.join("bob"),
      await world.join("cy"),
    ];
    gesture(ann, 1, titled("a".repeat(30_000)));
    gesture(bob, 1, titled("b".repeat(39_000)));
    await world.quiet();
    ann.drop();
    gesture(cy, 1, titled("c".repeat(39_000)));
    await world.clock.advance(33);
    const ticks = bob.take("tick");
    expect(shown(ticks, ann)).toEqual([{ 1: null }]);
    expect(JSON.stringify(shown(ticks, cy)).length).toBeGreaterThan(39_000);
    expect([notices(bob), notices(cy)]).toEqual([[], []]);
  });

  test("who is behind when a large tick goes out is not closed for it", async () => {
    const world = new World({ limits: { bufferedBytes: 200_000 } });
    const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
    const send = bob.send.bind(bob);
    bob.send = (frame) => {
      bob.buffered += frame.length;
      send(frame);
    };
    gesture(ann, 1, titled("a".repeat(250_000)));
    await settle();
    ann.change(titled("b"));
    await settle();
    expect(bob.end).toBeUndefined();
    expect(bob.entries()).toMatchObject([{ seq: 1 }]);
  });
});

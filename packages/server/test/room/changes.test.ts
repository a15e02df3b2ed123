import { describe, expect, test } from "vitest";
import { implement, type ProposedChange, type Rules } from "../../src/implement.ts";
import { Board, titled, vote, wrong } from "./board.ts";
import { settle } from "./test-clock.ts";
import { World } from "./world.ts";

const ruled = (allow: NonNullable<Rules<typeof Board>["allow"]>): World =>
  new World({ rooms: [implement(Board, { allow })] });

describe("[R10] a mutation runs on the server for real and its outcome replaces the guess", () => {
  test("with the server's time, chance and word for where it is", async () => {
    const world = new World();
    const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
    const now = world.clock.now();
    ann.mutate("draw", { label: "star" });
    await settle();
    const insert = {
      op: "insert",
      id: `${ann.client}.1.0`,
      in: { of: "root", field: "shapes" },
      at: "end",
      fields: { kind: `star server ann ${now} 0.5` },
    };
    expect(ann.entries()).toEqual([{ ack: 1, seq: 1, at: now, ops: { shapes: [insert] } }]);
    expect(bob.entries()).toMatchObject([
      { n: 1, ops: { shapes: [insert] }, mutation: { name: "draw", args: { label: "star" } } },
    ]);
    expect(await world.log()).toMatchObject([
      { mutation: { name: "draw" }, ops: { shapes: [insert] } },
    ]);
  });

  test.each([
    ["whose arguments the schema refuses", "draw", { label: 1 }, "schema.invalid", /draw\.args/],
    ["with arguments too many", "draw", { label: "a", more: 1 }, "schema.invalid", /draw\.args/],
    ["that there is not", "erase", {}, "mutation.unknown", /erase/],
    ["that every object has", "toString", {}, "mutation.unknown", /toString/],
    ["that throws", "fail", {}, "mutation.threw", /^The mutation fail failed on the server$/],
    ["that is asynchronous", "late", {}, "mutation.async", /asynchronous/],
  ])("one %s is refused, and nothing of it stays", async (_, name, args, code, message) => {
    const world = new World();
    const ann = await world.join("ann");
    ann.mutate(name, args);
    ann.change(vote);
    await settle();
    expect(ann.entries()).toMatchObject([
      { refused: 1, code, message: expect.stringMatching(message) },
      { ack: 2, seq: 2 },
    ]);
    expect(await world.state()).toMatchObject({ title: "", votes: 1 });
    expect(world.errors.map(String)).toEqual(name === "fail" ? ["Error: Only on Mondays"] : []);
  });

  test("it is not run again from the log", async () => {
    const world = new World();
    const ann = await world.join("ann");
    ann.mutate("draw", { label: "star" });
    await settle();
    const before = await world.state();
    world.clock.set(5);
    world.crash();
    expect(await world.state()).toEqual(before);
  });
});

describe("[R11] a refused change is seen by nobody but its author", () => {
  test("who gets the reason, the others a number", async () => {
    const world = new World();
    const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
    ann.change({
      ...titled("draft"),
      votes: [{ op: "set", id: "root", field: "votes", value: 1 }],
    });
    await settle();
    expect(ann.entries()).toMatchObject([{ refused: 1, seq: 1, code: "op.wrong-type" }]);
    expect(bob.entries()).toEqual([{ skip: 1, at: expect.any(Number) }]);
    const cy = await world.greet("cy", "cy");
    expect(await cy.join()).toMatchObject({ list: [{ skip: 1 }] });
    expect(await world.state()).toMatchObject({ title: "", votes: 0 });
    expect(JSON.stringify(await world.log())).not.toContain("draft");
  });

  test("changes after it are decided as if it had never been", async () => {
    const world = new World();
    const ann = await world.join("ann");
    const insert = (n: number) => ({
      op: "insert" as const,
      id: `${ann.client}.${n}.0`,
      in: { of: "root", field: "shapes" },
      at: "end" as const,
      fields: { kind: "rect" },
    });
    ann.change({ shapes: [insert(1)], ...wrong });
    ann.change(
      { shapes: [{ op: "set", id: `${ann.client}.1.0`, field: "kind", value: "oval" }] },
      { strict: true },
    );
    ann.change({ shapes: [{ op: "set", id: `${ann.client}.1.0`, field: "kind", value: "oval" }] });
    await settle();
    expect(ann.entries()).toMatchObject([
      { refused: 1 },
      { refused: 2, code: "op.void" },
      { ack: 3, ops: {}, void: [["shapes", 0]] },
    ]);
  });
});

describe("the app's rule", () => {
  test("sees the change, the state before and after, who and where", async () => {
    const changes: ProposedChange[] = [];
    const seen: unknown[] = [];
    const world = ruled((change, { before, after, user, room }) => {
      changes.push(change);
      seen.push([before.title, after.title, user.id, room]);
      return true;
    });
    const ann = await world.join("ann");
    ann.change(titled("one"));
    ann.change({ ...titled("two"), ...vote });
    ann.mutate("whisper", { text: "psst" });
    await settle();
    expect(seen).toEqual([
      ["", "one", "ann", "one"],
      ["one", "two", "ann", "one"],
      ["two", "somebody whispered", "ann", "one"],
    ]);
    expect(changes[1]).toEqual({ ops: { ...titled("two"), ...vote } });
    expect(changes[2]).toMatchObject({ mutation: { name: "whisper", args: { text: "psst" } } });
  });

  test("is not asked about what schema or rights refuse", async () => {
    let asked = 0;
    const world = ruled(() => {
      asked += 1;
      return true;
    });
    const ann = await world.join("ann");
    ann.change(wrong);
    ann.mutate("fail", {});
    await settle();
    expect(asked).toBe(0);
  });

  test.each([
    [
      "says no",
      () => ({ code: "app.locked", message: "Locked" }),
      { code: "app.locked", message: "Locked" },
    ],
    [
      "throws",
      () => {
        throw new Error("rule broke");
      },
      { code: "rule.threw", message: "The room's rule failed on the server" },
    ],
    ["answers later", () => Promise.resolve(true) as never, { code: "rule.threw" }],
    ["says nothing", () => undefined as never, { code: "rule.threw" }],
  ])("one that %s refuses", async (_, allow, refusal) => {
    const world = ruled(allow);
    const [ann, bob] = [await world.join("ann"), await world.join("bob", "bob")];
    ann.change(titled("x"));
    await settle();
    expect(ann.entries()).toMatchObject([{ refused: 1, ...refusal }]);
    expect(bob.entries()).toEqual([{ skip: 1, at: expect.any(Number) }]);
    expect((await world.state()).title).toBe("");
  });

  test("what it holds on to does not change under it", async () => {
    const states: { readonly title: string }[] = [];
    const world = ruled((_, { before, after }) => {
      states.push(before, after);
      return true;
    });
    const ann = await world.join("ann");
    ann.change(titled("one"));
    ann.change(titled("two"));
    await settle();
    expect(states.map(({ title }) => title)).toEqual(["", "one", "one", "two"]);
  });
});

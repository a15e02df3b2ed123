import { defineRoom, value } from "@alongside/core";
import { describe, expect, test } from "vitest";
import { implement } from "../../src/implement.ts";
import { Board } from "./board.ts";
import { settle } from "./test-clock.ts";
import { World } from "./world.ts";

describe("[R16] the server's own changes are held to the same rules", () => {
  test("they reach everybody as the user server's", async () => {
    const world = new World();
    const ann = await world.join("ann");
    const room = world.hub.room(Board, "one");
    expect(await room.update((doc) => (doc.title = "by the server"))).toEqual({ seq: 1, void: [] });
    expect(await room.mutate("draw", { label: "star" })).toEqual({ seq: 2, void: [] });
    expect(ann.entries()).toMatchObject([
      { seq: 1, actor: "server", n: 1 },
      { seq: 2, actor: "server", n: 2, mutation: { name: "draw" } },
    ]);
    const state = await room.read();
    expect(state.title).toBe("by the server");
    expect(state.shapes[0]?.kind).toMatch(/^star server server/);
  });

  test("schema and rule are asked, and what they refuse is an entry", async () => {
    const rooms = [
      implement(Board, {
        allow: (_, { after, user }) =>
          after.title === "" ? true : { code: "app.no", message: `Not by ${user.id}` },
      }),
    ];
    const world = new World({ rooms });
    const room = world.hub.room(Board, "one");
    await expect(room.update((doc) => (doc.title = "x"))).rejects.toMatchObject({
      name: "Refused",
      code: "app.no",
      message: "Not by server",
    });
    await expect(room.update((doc) => (doc.title = Number.NaN as never))).rejects.toMatchObject({
      code: "schema.invalid",
    });
    await expect(room.mutate("draw", { label: 1 as never })).rejects.toMatchObject({
      code: "schema.invalid",
    });
    await expect(room.mutate("fail", {})).rejects.toMatchObject({
      code: "mutation.threw",
      message: "The mutation fail failed on the server",
    });
    await expect(room.mutate("nothing" as never, {} as never)).rejects.toMatchObject({
      code: "mutation.unknown",
    });
    expect((await world.log()).map(({ kind }) => kind)).toEqual(Array<string>(5).fill("outcome"));
    expect(await room.update((doc) => doc.votes.add(3))).toEqual({ seq: 6, void: [] });
  });

  test("a function that is asynchronous or throws changes nothing", async () => {
    const world = new World();
    const room = world.hub.room(Board, "one");
    await expect(
      // @ts-expect-error the compiler does not take it either
      room.update(async (doc) => {
        doc.title = "in time";
        await settle();
        doc.title = "too late";
      }),
    ).rejects.toMatchObject({ code: "mutation.async" });
    await expect(
      room.update((doc) => {
        doc.title = "half done";
        throw new RangeError("own mistake");
      }),
    ).rejects.toThrow(RangeError);
    expect(await room.update((doc) => doc.votes.add())).toMatchObject({ seq: 2 });
    expect(await room.read()).toMatchObject({ title: "", votes: 1 });
  });

  test("a draft that was kept is of no use", async () => {
    const world = new World();
    let kept: { title: string } | undefined;
    const room = world.hub.room(Board, "one");
    await room.update((doc) => (kept = doc));
    expect(() => ((kept as { title: string }).title = "later")).toThrow(TypeError);
    expect((await room.read()).title).toBe("");
  });

  test("[R380] a definition that a bundler copied is found by its name", async () => {
    const world = new World();
    const Copy = defineRoom("board", {
      version: 1,
      storage: Board.storage,
      presence: Board.presence,
      events: Board.events,
    });
    await world.hub.room(Copy, "one").update((doc) => (doc.title = "by the copy"));
    expect((await world.hub.room(Board, "one").read()).title).toBe("by the copy");
  });

  test("[R773] a name that the server does not run, and another version, are refused at once", () => {
    const world = new World();
    const Other = defineRoom("other", { version: 1, storage: { title: value("") } });
    const Later = defineRoom("board", { version: 2, storage: { title: value("") } });
    expect(() => world.hub.room(Other, "one")).toThrow(
      new TypeError('This server does not run the room definition "other"; it runs "board"'),
    );
    expect(() => world.hub.room(Later, "one")).toThrow(
      /^This server runs "board" at version 1, and server\.room\(\) was given version 2/,
    );
    expect(() => world.hub.room(Board, "no/slash")).toThrow(TypeError);
  });

  test("a room that only the server looks at leaves memory again", async () => {
    const world = new World({ limits: { idleMs: 1000 } });
    await world.hub.room(Board, "one").update((doc) => doc.votes.add());
    expect(world.hub.figures.rooms).toBe(1);
    await world.clock.advance(2000);
    expect(world.hub.figures.rooms).toBe(0);
    expect((await world.state()).votes).toBe(1);
  });
});

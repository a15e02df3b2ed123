import { expect, test } from "vitest";
import { implement } from "../../src/implement.ts";
import { Board } from "./board.ts";
import { World } from "./world.ts";

/** Eve may read, sam may write votes, mallory may not enter; only ann writes titles. */
const board = implement(Board, {
  authorize: ({ id }) => {
    if (id === "mallory") return "none";
    return id === "eve" ? "read" : id === "sam" ? { read: ["votes"], write: ["votes"] } : "write";
  },
  allow: ({ ops }, { user }) =>
    ops["title"] === undefined || user.id === "ann" || user.id === "server"
      ? true
      : { code: "title.ann", message: `Not by ${user.name}` },
});

test("[R1446] the server's own code writes as a user: attributed to them, and judged as theirs", async () => {
  const world = new World({ rooms: [board] });
  const eve = await world.join("eve", "eve");
  const room = world.hub.room(Board, "one");
  await room.update((doc) => (doc.title = "by ann"), { as: "ann" });
  await room.mutate("draw", { label: "star" }, { as: { id: "bob", name: "Bob" } });
  await room.update((doc) => doc.votes.add(1), { as: "sam" });
  await room.update((doc) => (doc.title = "again"), { as: "ann" });
  await room.update((doc) => (doc.title = "by the server"));
  expect(eve.entries()).toMatchObject([
    { actor: "ann", n: 1 },
    { actor: "bob", n: 1, mutation: { name: "draw" } },
    { actor: "sam", n: 1 },
    { actor: "ann", n: 2 },
    { actor: "server", n: 1 },
  ]);
  expect((await room.read()).shapes[0]?.kind).toMatch(/^star server bob /);
  await expect(
    room.update((doc) => (doc.title = "x"), { as: { id: "bob", name: "Bob" } }),
  ).rejects.toMatchObject({ code: "title.ann", message: "Not by Bob" });
  await expect(room.update((doc) => (doc.title = "x"), { as: "sam" })).rejects.toMatchObject({
    name: "Refused",
  });
  expect((await room.read()).title).toBe("by the server");
  await world.hub.stop();
});

test("[R1446] who may not write there writes nothing, and what is no user is told at once", async () => {
  const world = new World({ rooms: [board] });
  const room = world.hub.room(Board, "one");
  const as = (user: unknown) => room.update((doc) => doc.votes.add(1), { as: user as string });
  await expect(as("eve")).rejects.toMatchObject({ code: "auth.read-only" });
  await expect(as("mallory")).rejects.toMatchObject({ code: "auth.forbidden" });
  for (const bad of ["", "server", "agent:x", "x".repeat(257), 5, null, {}, { id: 1 }, []])
    await expect(as(bad)).rejects.toThrow(TypeError);
  expect(await world.log()).toEqual([]);
});

import { expect, test } from "vitest";
import { implement } from "../../src/implement.ts";
import { byName, outcome } from "../live/change.ts";
import { ROOM, scene } from "../live/scene.ts";
import { Board } from "../live/server.ts";

test.each(["__proto__", "constructor", "toString"])(
  "[R144] a user whose id is %s is a user like any other",
  async (id) => {
    const authenticate = (token: string | undefined) => ({
      user: { id: token === "mallory" ? id : (token ?? ""), name: "M", color: "#123456" },
    });
    const { ann, bob, mallory, errors } = await scene({ authenticate });
    mallory.setTitle(ROOM, 1, "by mallory");
    const { list } = await bob.next("entries");
    expect(list).toMatchObject([{ actor: id, client: mallory.id }]);
    expect(
      await ann.next("entries", (frame) => JSON.stringify(frame).includes("by mallory")),
    ).toMatchObject({ list: [{ actor: id }] });
    expect(errors).toEqual([]);
  },
);

test("[R139] who may only read has their writing refused by the server", async () => {
  const rooms = [
    implement(Board, { authorize: (user) => (user.id === "mallory" ? "read" : "write") }),
  ];
  const { mallory, undisturbed } = await scene({ rooms, authenticate: byName });
  mallory.say({
    type: "preview",
    room: ROOM,
    gesture: 1,
    ops: { title: [{ op: "set", id: "root", field: "title", value: "look" }] },
  });
  mallory.setTitle(ROOM, 1, "mine");
  expect(await mallory.next("closed")).toMatchObject({ room: ROOM, code: "auth.read-only" });
  mallory.say({ type: "ping" });
  await mallory.next("pong");
  await undisturbed();
});

test("[R139] who may write one key is refused at another", async () => {
  const rights = { read: true, write: ["votes"] } as const;
  const rooms = [
    implement(Board, { authorize: (user) => (user.id === "mallory" ? rights : "write") }),
  ];
  const { mallory, undisturbed } = await scene({ rooms, authenticate: byName });
  const both = {
    votes: [{ op: "add", id: "root", field: "votes", by: 1 }],
    title: [{ op: "set", id: "root", field: "title", value: "x" }],
  };
  expect(await outcome(mallory, both)).toMatchObject({ refused: 1, code: "auth.key" });
  await undisturbed();
});

test("[R148] a rule that says no, throws or says nothing refuses", async () => {
  const answers = [
    () => ({ code: "board.locked", message: "The board is locked" }),
    () => {
      throw new Error("rule broke");
    },
    () => undefined as never,
  ];
  let asked = -1;
  const rooms = [
    implement(Board, {
      allow: (_, { user }) =>
        user.id === "mallory" ? (answers[++asked]?.() ?? (undefined as never)) : true,
    }),
  ];
  const { mallory, errors, undisturbed } = await scene({ rooms, authenticate: byName });
  expect(await outcome(mallory, {}, 1)).toMatchObject({
    refused: 1,
    code: "board.locked",
    message: "The board is locked",
  });
  expect(await outcome(mallory, {}, 2)).toMatchObject({ refused: 2, code: "rule.threw" });
  expect(await outcome(mallory, {}, 3)).toMatchObject({ refused: 3 });
  expect(errors.splice(0).map(String)).toEqual([
    "Error: rule broke",
    "TypeError: The rule should answer true, or { code, message }",
  ]);
  await undisturbed();
});

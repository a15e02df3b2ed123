import { counter, defineRoom, value } from "@alongside/core";
import { implement } from "@alongside/server";
import { testRoom } from "@alongside/testing";
import { expect, onTestFinished, test } from "vitest";

const Board = defineRoom("board", {
  version: 1,
  storage: { title: value(""), votes: counter() },
  mutations: {
    rename: {
      args: value(""),
      run(doc, title) {
        doc.title = title;
      },
    },
  },
});

const board = implement(Board, {
  authorize: (user) => (user.id === "guest" ? "read" : "write"),
  allow: (_change, { after, user }) =>
    after.votes < 3 || { code: "votes.full", message: `${user.id} votes too often` },
});

test("[R2022] what a user does in a test room is judged as in a page", async () => {
  const room = testRoom(board);
  onTestFinished(() => room.close());
  await room.as("ann").mutate("rename", "Plans");
  await room.as({ id: "ben", name: "Ben", color: "#1d5fd1" }).update((doc) => doc.votes.add(2));
  expect(await room.read()).toMatchObject({ title: "Plans", votes: 2 });
  await expect(room.as("ben").update((doc) => doc.votes.add(1))).rejects.toMatchObject({
    code: "votes.full",
    message: "ben votes too often",
  });
  await expect(room.as("guest").mutate("rename", "Mine")).rejects.toMatchObject({
    code: "auth.read-only",
  });
  expect(await room.read()).toMatchObject({ title: "Plans", votes: 2 });
});

test("[R2022] test rooms know nothing of each other", async () => {
  const [one, other] = [testRoom(board), testRoom(board)];
  onTestFinished(async () => void (await Promise.all([one.close(), other.close()])));
  await one.as("ann").update((doc) => doc.votes.add(1));
  expect((await other.read()).votes).toBe(0);
});

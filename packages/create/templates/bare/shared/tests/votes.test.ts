import { testRoom } from "@alongside/testing";
import { afterEach, expect, test } from "vitest";
import { votes } from "../server/rules.ts";

let room = testRoom(votes);
afterEach(async () => {
  await room.close();
  room = testRoom(votes);
});

test("votes of several people add up", async () => {
  await room.as("ann").mutate("vote", { by: 1 });
  await room.as("ben").mutate("vote", { by: 1 });
  expect((await room.read()).votes).toBe(2);
});

test("nobody takes back a vote that is not there", async () => {
  await expect(room.as("ann").mutate("vote", { by: -1 })).rejects.toMatchObject({
    code: "votes.none",
  });
  expect((await room.read()).votes).toBe(0);
});

test("a vote is one", async () => {
  await expect(room.as("ann").mutate("vote", { by: 5 as 1 })).rejects.toMatchObject({
    code: "schema.invalid",
  });
});

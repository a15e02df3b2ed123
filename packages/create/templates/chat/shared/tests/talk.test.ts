import { testRoom } from "@alongside/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { talk } from "../server/rules.ts";

let room = testRoom(talk);
beforeEach(() => {
  room = testRoom(talk);
});
afterEach(() => room.close());

/** Posts, and returns the id of the post. */
async function post(user: string, text: string): Promise<string> {
  let id = "";
  await room.as(user).update((doc) => {
    id = doc.feeds.chat.post({ text });
  });
  return id;
}

test("only who wrote a post pins, edits or deletes it; all may react", async () => {
  const id = await post("ann", "Lunch at noon");
  await expect(room.as("ben").update((doc) => doc.feeds.chat.pin(id))).rejects.toMatchObject({
    code: "post.not-yours",
  });
  await expect(room.as("ben").update((doc) => doc.feeds.chat.delete(id))).rejects.toMatchObject({
    code: "post.not-yours",
  });
  await room.as("ben").update((doc) => doc.feeds.chat.react(id, "👍"));
  await room.as("ann").update((doc) => doc.feeds.chat.pin(id));
});

test("a post says something, and not a book", async () => {
  await expect(post("ann", "")).rejects.toThrow();
  await expect(post("ann", "a".repeat(4001))).rejects.toThrow();
});

test("nobody posts twice at once", async () => {
  await post("ann", "one");
  await expect(post("ann", "two")).rejects.toMatchObject({ code: "post.too-soon" });
  await post("ben", "mine");
});

test("a topic has no space around it", async () => {
  await room.as("ann").mutate("setTopic", { topic: "  Plans " });
  expect((await room.read()).topic).toBe("Plans");
});

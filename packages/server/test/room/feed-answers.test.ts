import { defineRoom, feed, value } from "@alongside/core";
import { expect, test } from "vitest";
import { implement } from "../../src/implement.ts";
import { postOf } from "../../src/room/feeds/post-row.ts";
import { World } from "./world.ts";

const Talk = defineRoom("talk", {
  version: 1,
  storage: { title: value("") },
  feeds: { chat: feed(value("")) },
});

async function talk(): Promise<{
  readonly world: World;
  post(to?: string): Promise<string>;
  answers(id: string): Promise<number | undefined>;
}> {
  const world = new World({ rooms: [implement(Talk)] });
  return {
    world,
    async post(to) {
      let id = "";
      await world.hub.room(Talk, "a").update((doc) => {
        id = doc.feeds.chat.post("hello", to === undefined ? {} : { to });
      });
      return id;
    },
    async answers(id) {
      const [row] = await world.store.findPosts("talk:a", "chat", [id]);
      return row && postOf(row).replies?.count;
    },
  };
}

test("[R1995] an answer that is deleted counts no more, also where the post that it answers is not in memory", async () => {
  const { world, post, answers } = await talk();
  const root = await post();
  const [first, second] = [await post(root), await post(root)];
  world.crash();
  await world.hub.room(Talk, "a").update((doc) => doc.feeds.chat.delete(first));
  expect(await answers(root)).toBe(1);
  world.crash();
  await world.hub.room(Talk, "a").update((doc) => {
    doc.feeds.chat.edit(second, "bye");
    doc.feeds.chat.delete(second);
  });
  expect(await answers(root)).toBe(0);
  expect(world.errors).toEqual([]);
});

test("[R1737] what is done to an answer writes nothing of the post that it answers", async () => {
  const { world, post, answers } = await talk();
  const root = await post();
  const answer = await post(root);
  await world.hub.room(Talk, "a").update((doc) => doc.feeds.chat.edit(answer, "bye"));
  await world.hub.room(Talk, "a").update((doc) => doc.feeds.chat.react(answer, "👍"));
  expect(await answers(root)).toBe(1);
  expect(world.errors).toEqual([]);
});

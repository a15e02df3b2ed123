// @vitest-environment node
import "./page.ts";
import { createClient } from "@alongside/client";
import { useFeed, usePost, useThread, useThreads, useUnread } from "@alongside/react/feeds";
import { ClientProvider, createHooks } from "@alongside/react";
import { defineRoom, feed, value } from "@alongside/core";
import { createServer } from "@alongside/server";
import { StrictMode } from "react";
import { expect, onTestFinished, test, vi } from "vitest";
import { z } from "zod";
import { Page } from "./world.tsx";

const Talk = defineRoom("talk", {
  version: 1,
  storage: { title: value("") },
  feeds: { chat: feed(z.object({ text: z.string() })) },
});
const { RoomProvider, useRoom } = createHooks(Talk);

type Tools = ReturnType<typeof useFeed<typeof Talk, "chat">>;
const hands = new Map<string, Tools>();

function Chat({ name }: { readonly name: string }) {
  const chat = useFeed(useRoom(), "chat");
  hands.set(name, chat);
  const root = chat.posts[0]?.id;
  const thread = useThread(chat.feed, root);
  const threads = useThreads(chat.feed);
  const first = usePost(chat.feed, root);
  const unread = useUnread(chat.feed, 0);
  const words = (list: Tools["posts"]): string => list.map(({ body }) => body?.text).join(" ");
  return (
    <p>
      {`[${words(chat.posts)}] thread [${words(thread.posts)}] threads ${threads.posts.length} `}
      {`first ${first?.replies.count} unread ${unread}`}
    </p>
  );
}

test("[R1760] hooks show a feed, its threads, one post and what is unread, as they become", async () => {
  const server = createServer({ rooms: [Talk], log: () => {} });
  const { port } = await server.listen(0);
  const pages = ["ann", "bob"].map((name) => {
    const client = createClient({
      url: `ws://127.0.0.1:${port}/live`,
      guest: `a-guest-called-${name}-of-this-test`,
    });
    const page = new Page();
    onTestFinished(() => {
      page.close();
      client.close();
    });
    page.show(
      <StrictMode>
        <ClientProvider client={client}>
          <RoomProvider id="one">
            <Chat name={name} />
          </RoomProvider>
        </ClientProvider>
      </StrictMode>,
    );
    return page;
  });
  onTestFinished(() => server.close());
  const untilBoth = async (ann: string, bob: string): Promise<void> => {
    await vi.waitFor(() => expect(pages.map(({ text }) => text)).toEqual([ann, bob]), 5000);
  };
  await vi.waitFor(() => expect(hands.get("ann")?.name).toBe("ready"), 5000);
  const { local: id } = hands.get("ann")!.post({ text: "why?" });
  await untilBoth(
    "[why?] thread [] threads 0 first 0 unread 0",
    "[why?] thread [] threads 0 first 0 unread 1",
  );
  hands.get("bob")!.post({ text: "because" }, { to: id });
  await untilBoth(
    "[why?] thread [because] threads 1 first 1 unread 0",
    "[why?] thread [because] threads 1 first 1 unread 1",
  );
  hands.get("ann")!.edit(id, { text: "how?" });
  hands.get("bob")!.post({ text: "hi" });
  await untilBoth(
    "[how? hi] thread [because] threads 1 first 1 unread 1",
    "[how? hi] thread [because] threads 1 first 1 unread 1",
  );
});

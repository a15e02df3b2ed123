// @vitest-environment node
import { createHooks } from "@alongside/react";
import { useFeed } from "@alongside/react/feeds";
import { defineRoom, feed, value } from "@alongside/core";
import { renderToString } from "react-dom/server";
import { expect, test } from "vitest";
import { z } from "zod";

const Talk = defineRoom("talk", {
  version: 1,
  storage: { title: value("") },
  feeds: { chat: feed(z.object({ text: z.string() })) },
});
const { RoomProvider, useRoom } = createHooks(Talk);

test("[R1761] on a server a feed is loading, and takes no posts", () => {
  function Show() {
    const { name, posts, post } = useFeed(useRoom(), "chat");
    try {
      post({ text: "x" });
    } catch (error) {
      return `${name} ${posts.length} ${String(error)}`;
    }
    return "taken";
  }
  const html = renderToString(
    <RoomProvider id="one">
      <Show />
    </RoomProvider>,
  );
  expect(html).toContain("loading 0 TypeError: A room that is rendered on a server takes no posts");
});

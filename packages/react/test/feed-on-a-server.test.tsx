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

type Tools = ReturnType<typeof useFeed<typeof Talk, "chat">>;

test("[R1761] on a server a feed is loading, and takes no posts", () => {
  let tools: Tools | undefined;
  function Show() {
    tools = useFeed(useRoom(), "chat");
    return <p>{tools.name}</p>;
  }
  const html = renderToString(
    <RoomProvider id="one">
      <Show />
    </RoomProvider>,
  );
  expect(html).toContain("loading");
  expect(() => tools?.post({ text: "x" })).toThrow("takes no posts");
});

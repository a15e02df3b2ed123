import { expect, test } from "vitest";
import { createClient, type TransportFactory } from "../src/index.ts";
import type { HttpEnvironment } from "../src/transports/http-requests.ts";
import { pollingWith } from "../src/transports/polling.ts";
import { Board } from "./support/board.ts";
import { FakeClock } from "./support/fake-clock.ts";
import { FakeServer } from "./support/fake-server.ts";

/** An answer whose body comes in these pieces; then the connection is cut, where it is. */
function answer(pieces: readonly string[], isCut = false): Response {
  const queue = [...pieces];
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const piece = queue.shift();
      if (piece !== undefined) controller.enqueue(new TextEncoder().encode(piece));
      else if (isCut) controller.error(new TypeError("cut"));
      else controller.close();
    },
  });
  return new Response(body, { headers: { "Content-Type": "text/event-stream" } });
}

/** Answers each request with the next of `answers`, and keeps what was asked. The last one is never answered. */
function environment(answers: Response[]): HttpEnvironment & { readonly asked: URL[] } {
  const asked: URL[] = [];
  return {
    asked,
    fetch: (url) => {
      asked.push(url);
      const next = answers.shift();
      return next === undefined ? new Promise(() => undefined) : Promise.resolve(next);
    },
    abortController: () => new AbortController(),
  };
}

test("[R249] what came of a poll's answer before it was cut is heard once, and the next poll asks for the rest", async () => {
  const around = environment([
    answer(["id: 1\nevent: link\ndata: secret\n\n"]),
    answer(["id: 2\ndata: one\n\nid: 3\ndata: two\n\nid: 4\nda"], true),
    answer(["id: 3\ndata: two\n\n", "id: 4\ndata: three\n\n"]),
  ]);
  const frames: string[] = [];
  const transport = pollingWith(around)(
    "ws://board.test/live",
    { onOpen() {}, onFrame: (frame) => frames.push(frame), onClose() {} },
    new FakeClock(),
  );
  await expect.poll(() => around.asked.length).toBe(4);
  expect(frames).toEqual(["one", "two", "three"]);
  expect(around.asked.map((url) => url.searchParams.get("after"))).toEqual(["0", "1", "3", "4"]);
  transport.close();
});

test("[R575] an app's own transport is a rung of the ladder, tried where the one before it fails", () => {
  const clock = new FakeClock();
  const server = new FakeServer(clock);
  const broken: TransportFactory = (_url, handlers) => {
    clock.after(0, () => handlers.onClose(1006, ""));
    return { send() {}, close() {}, buffered: 0 };
  };
  const client = createClient({
    url: "ws://board.test/live",
    clock,
    transports: [broken, server.transport, "polling"],
  });
  client.join(Board, "r");
  clock.pass(1);
  expect(server.links).toHaveLength(1);
  client.close();
});

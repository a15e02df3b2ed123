import { expect, test } from "vitest";
import { createClient, type TransportFactory } from "../src/index.ts";
import type { HttpEnvironment } from "../src/transports/http-requests.ts";
import { browserEnvironment } from "../src/browser.ts";
import { pollingWith } from "../src/transports/polling.ts";
import { Slots } from "../src/transports/slots.ts";
import { streamWith } from "../src/transports/stream.ts";
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

/** An answer that brings this and stays open. */
function endless(text: string): Response {
  const start = (controller: ReadableStreamDefaultController<Uint8Array>): void =>
    controller.enqueue(new TextEncoder().encode(text));
  return new Response(new ReadableStream({ start }), {
    headers: { "Content-Type": "text/event-stream" },
  });
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
  const transport = pollingWith(around, new Slots(browserEnvironment()))(
    "ws://board.test/live",
    { onOpen() {}, onFrame: (frame) => frames.push(String(frame)), onClose() {} },
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

/** A stream that is open, whose posts are answered when the test says so. */
async function posting() {
  const posts: {
    readonly n: number;
    readonly size: number;
    readonly done: (status?: number) => void;
  }[] = [];
  const around: HttpEnvironment = {
    abortController: () => new AbortController(),
    fetch: (url, { body }) => {
      if (url.searchParams.get("down") === "stream")
        return Promise.resolve(endless("event: link\ndata: secret\n\n"));
      return new Promise((resolve) => {
        const done = (status = 204): void => resolve(new Response(null, { status }));
        posts.push({ n: Number(url.searchParams.get("n")), size: (body as string).length, done });
      });
    },
  };
  let isOpen = false;
  let closed = 0;
  const transport = streamWith(around, new Slots(browserEnvironment()))(
    "ws://board.test/live",
    { onOpen: () => void (isOpen = true), onFrame() {}, onClose: () => void (closed += 1) },
    new FakeClock(),
  );
  await expect.poll(() => isOpen).toBe(true);
  const sent = (): readonly number[] => posts.map(({ n }) => n);
  const quiet = (): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, 20));
  return { transport, posts, sent, quiet, closed: () => closed };
}

test("[R704] while what was posted beside a batch is under way, no more follows than the server takes early", async () => {
  const { transport, posts, sent, quiet } = await posting();
  transport.send("a");
  await expect.poll(sent).toEqual([1]);
  transport.send("b");
  transport.flush?.();
  await expect.poll(sent).toEqual([1, 2]);
  transport.send("x".repeat(100_000));
  posts[0]?.done();
  await quiet();
  expect(sent()).toEqual([1, 2]);
  posts[1]?.done();
  await expect.poll(sent).toEqual([1, 2, 3]);
  expect(posts[2]?.size).toBeGreaterThan(100_000);
});

test("[R704] a page that is hidden again and again posts one batch beside the one that hangs", async () => {
  const { transport, posts, sent, quiet } = await posting();
  transport.send("a");
  await expect.poll(sent).toEqual([1]);
  transport.send("b");
  transport.flush?.();
  await expect.poll(sent).toEqual([1, 2]);
  posts[1]?.done();
  await quiet();
  transport.send("c");
  transport.flush?.();
  await quiet();
  expect(sent()).toEqual([1, 2]);
  posts[0]?.done();
  await expect.poll(sent).toEqual([1, 2, 3]);
});

test("[R704] nor does a second batch follow one that hangs beside it", async () => {
  const { transport, posts, sent, quiet } = await posting();
  transport.send("a");
  await expect.poll(sent).toEqual([1]);
  transport.send("b");
  transport.flush?.();
  transport.send("c");
  posts[0]?.done();
  await expect.poll(sent).toEqual([1, 2, 3]);
  posts[2]?.done();
  await quiet();
  transport.send("d");
  await quiet();
  expect(sent()).toEqual([1, 2, 3]);
  posts[1]?.done();
  await expect.poll(sent).toEqual([1, 2, 3, 4]);
});

// Seeds 3095 and 4011654: it turned for ever in one moment, and the page stood still.
test("[R704] where a batch posted beside another one is lost, nothing is posted after it", async () => {
  const { transport, posts, sent, quiet, closed } = await posting();
  transport.send("a");
  await expect.poll(sent).toEqual([1]);
  transport.send("b");
  transport.flush?.();
  await expect.poll(sent).toEqual([1, 2]);
  transport.send("c");
  posts[1]?.done(502);
  await expect.poll(closed).toBe(1);
  posts[0]?.done();
  await quiet();
  transport.close();
  await quiet();
  expect(sent()).toEqual([1, 2]);
  expect(closed()).toBe(1);
});

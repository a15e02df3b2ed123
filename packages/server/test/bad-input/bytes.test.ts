import { expect, test } from "vitest";
import { titled } from "../room/board.ts";
import { settle } from "../room/test-clock.ts";
import { World } from "../room/world.ts";
import { RawClient } from "../live/client.ts";
import { ROOM, scene } from "../live/scene.ts";
import { live } from "../live/server.ts";

/** Opens a link over HTTP, and says what goes up in its first batch. Returns what came down, and how the batch was answered. */
async function posts(url: string, down: "stream" | "poll", ...lines: string[]) {
  const http = `${new URL(url.replace("ws:", "http:")).origin}/live`;
  const opened = await fetch(`${http}?down=${down}`, { method: "POST" });
  let text = "";
  const reader = opened.body?.pipeThrough(new TextDecoderStream()).getReader();
  const more = async (): Promise<boolean> => {
    const { value } = (await reader?.read()) ?? {};
    text += value ?? "";
    return value !== undefined;
  };
  // oxlint-disable-next-line no-await-in-loop -- as it comes
  while (!/data: \S+\n\n/.test(text) && (await more()));
  const secret = /event: link\ndata: (\S+)\n/.exec(text)?.[1] ?? "";
  const posted = await fetch(`${http}?n=1`, {
    method: "POST",
    body: [secret, ...lines].join("\n"),
  });
  if (down === "poll")
    text += await (
      await fetch(`${http}?down=poll&after=1&wait=1000`, { method: "POST", body: secret })
    ).text();
  // oxlint-disable-next-line no-await-in-loop -- as it comes
  else while (await more());
  return { text, status: posted.status };
}

const HELLO = JSON.stringify(["h", [2], [], ["change"]]);

const WRONG = [
  ["bytes", "bAAAA", /got 3 bytes/],
  ["bytes of no length", "b", /got 0 bytes/],
  ["base64 of odd length", "bAAAAA", /not base64/],
  ["base64 without its padding", "bAA", /not base64/],
  ["what is no base64", "b?AAA", /not base64/],
  ["base64 of the other alphabet", "b_-__", /not base64/],
] as const;

test.each(
  (["stream", "poll"] as const).flatMap((down) => WRONG.map((wrong) => [down, ...wrong] as const)),
)(
  "[R439] over a %s %s in place of a message end that link alone",
  async (down, _what, line, why) => {
    const { url, undisturbed } = await scene();
    for (const lines of [[line], [HELLO, line]]) {
      // oxlint-disable-next-line no-await-in-loop -- before hello, and behind it
      const { text } = await posts(url, down, ...lines);
      expect(text).toMatch(why);
      expect(text).toContain("event: close\ndata: 4400 message.invalid\n\n");
    }
    await undisturbed();
  },
);

test.each(["stream", "poll"] as const)(
  "[R439] over a %s a message with a line break in it is none",
  async (down) => {
    const { url, undisturbed } = await scene();
    const { text } = await posts(url, down, HELLO.replace(",[2]", ",\n[2]"));
    expect(text).toContain("event: close\ndata: 4400 message.invalid\n\n");
    await undisturbed();
  },
);

test("[R439] over a WebSocket neither is one, nor are bytes", async () => {
  const { url, mallory, undisturbed } = await scene();
  mallory.raw('["i"\n]');
  expect(await mallory.ended).toMatchObject({
    close: 4400,
    bye: { code: "message.invalid", message: expect.stringContaining("line breaks") as string },
  });
  const other = await RawClient.connect(url);
  other.raw(Buffer.from('["i"]'));
  expect(await other.ended).toMatchObject({
    close: 4400,
    bye: { message: "Messages are text frames, got 5 bytes" },
  });
  await undisturbed();
});

test("[R438] two megabytes before hello are not kept", async () => {
  const { url, errors } = await live();
  const large = Buffer.alloc(2 * 1024 * 1024 - 100);
  const socket = await RawClient.connect(url);
  socket.raw(large);
  expect(await socket.ended).toMatchObject({ bye: { code: "limit.greeting" } });
  const { status } = await posts(url, "poll", `b${large.toString("base64")}`);
  expect(status).toBe(413);
  expect(errors).toEqual([]);
});

test("[R438] a flood of them costs its address as much as text does", async () => {
  const world = new World({ limits: { bytesPerSecond: 1000, messageBytes: 10_000 } });
  for (let i = 0; i < 10; i++) {
    // oxlint-disable-next-line no-await-in-loop -- one connection after the other
    const mallory = await world.greet(`mallory${i}`, "mallory");
    mallory.connection?.receive(new Uint8Array(10_000));
    expect(mallory.end).toMatchObject({ reason: "message.invalid" });
  }
  const ann = await world.greet("ann");
  ann.say({ type: "ping" });
  await settle();
  expect(ann.take("pause")).toHaveLength(1);
});

test("[R551] bytes that come during a pause are counted, and heard behind it", async () => {
  const world = new World({ limits: { bytesPerSecond: 1000, messageBytes: 2000 } });
  const ann = await world.join("ann");
  ann.change(titled("x".repeat(6000)));
  await settle();
  expect(ann.take("pause")).toHaveLength(1);
  ann.connection?.receive(new Uint8Array(1000));
  expect(ann.end).toBeUndefined();
  const bob = await world.greet("bob", "ann");
  expect(bob.end).toBeUndefined();
  ann.connection?.receive(new Uint8Array(4000));
  expect(ann.end).toMatchObject({ reason: "limit.rate" });
  expect(await world.log(ROOM)).toHaveLength(1);
});

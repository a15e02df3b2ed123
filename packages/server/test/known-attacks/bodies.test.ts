/* oxlint-disable no-await-in-loop -- one attack after the other */
import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { hasLink, openLink, post } from "./http-link.ts";
import { head, target } from "./target.ts";
import { said as frameOf } from "../live/change.ts";

const MB = 1024 * 1024;
const HELLO = frameOf({ type: "hello", versions: [2], guest: "m" });

/** A link that was let in, so that it may post as much as there may be. */
async function welcomed(say: Awaited<ReturnType<typeof target>>["say"]) {
  const link = await openLink(say, "stream");
  link.socket.on("data", (chunk: Buffer) => void (link.text += chunk.toString()));
  await say(post("n=1", `${link.secret}\n${HELLO}`));
  await expect.poll(() => link.text).toContain('["w",');
  return link;
}

test("[R278] a link has one body under way, however many are begun", async () => {
  const { say, memory, status } = await target("listening");
  const { secret } = await welcomed(say);
  const before = await memory();
  const long = head("POST /live?n=2", { "Content-Length": String(2.6 * MB) });
  for (let i = 0; i < 100; i++) await say(`${long}${secret}\n${"x".repeat(MB)}`);
  await pause(300);
  expect((await memory()) - before).toBeLessThan(16 * MB);
  expect(await status()).toContain("200");
});

const CHUNKED = { "Transfer-Encoding": "chunked" };

/** A chunk of a body. */
const chunked = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`;

test.each(["its link's", "nobody's"])(
  "[R308] [R583] a body in chunks of one byte, %s, ends its socket at once",
  async (whose) => {
    const { say, memory, status } = await target("listening");
    const link = await welcomed(say);
    const before = await memory();
    const first = whose === "nobody's" ? "" : chunked(`${link.secret}\n`);
    const socket = await say(head("POST /live?n=2", CHUNKED) + first);
    const closed = new Promise((resolve) => socket.once("close", resolve));
    socket.resume();
    for (let i = 0; i < 10; i++) socket.write(chunked("x").repeat(30_000));
    await closed;
    expect((await memory()) - before).toBeLessThan(8 * MB);
    expect(await status()).toContain("200");
    const isEnded = (): boolean => link.text.includes("4435 limit.unfinished");
    await expect.poll(isEnded).toBe(whose !== "nobody's");
  },
);

test("[R308] a proxy may send on what it gets in chunks, small ones too", async () => {
  const { say, ask } = await target("listening");
  const link = await welcomed(say);
  const ping = '["i"]';
  const body = `${link.secret}\n${`${ping}\n`.repeat(200)}${ping}`;
  const chunks = body.match(/[^]{1,50}/g)?.map(chunked) ?? [];
  const said = await ask(`${head("POST /live?n=2", CHUNKED)}${chunks.join("")}0\r\n\r\n`);
  expect(said).toContain("HTTP/1.1 204 ");
  await expect.poll(() => link.text.match(/\["o"\]/g)?.length).toBe(201);
});

test("[R278] a body ends after requestMs, and with its link", async () => {
  const { say, memory } = await target("listening", { requestMs: 1000 });
  const long = head("POST /live?n=2", { "Content-Length": String(2 * MB) });
  const late = await welcomed(say);
  const body = await say(`${long}${late.secret}\nabc`);
  let said = "";
  body.on("data", (chunk: Buffer) => void (said += chunk.toString()));
  await expect.poll(() => late.text, { timeout: 5000 }).toContain("4435 limit.unfinished");
  expect(said).toContain("HTTP/1.1 408 ");

  const gone = await welcomed(say);
  const orphan = await say(`${long}${gone.secret}\n${"x".repeat(MB)}`);
  said = "";
  orphan.on("data", (chunk: Buffer) => void (said += chunk.toString()));
  await pause(100);
  gone.socket.destroy();
  await expect.poll(() => said).toContain("HTTP/1.1 410 ");
  expect(await memory()).toBeLessThan(64 * MB);
});

test("[R724] what has come of bodies is bounded for each address, and in sum", async () => {
  const bytes = { unfinishedBytesPerAddress: 3.85 * MB, unfinishedBytes: 5.4 * MB };
  const { say, memory, reported } = await target("listening", bytes);
  const all: string[][] = [];
  const answered = (): number => all.filter(([answer]) => answer !== "").length;
  await memory();
  const empty = await memory();
  const from = async (address: string): Promise<string[]> => {
    const said = [""];
    all.push(said);
    const link = await openLink(say, "stream", { "X-From": address });
    link.socket.on("data", (chunk: Buffer) => void (link.text += chunk.toString()));
    await say(
      post(
        "n=1",
        `${link.secret}\n${HELLO.replace("aaaa", `${address}${link.secret.slice(0, 4)}`)}`,
      ),
    );
    await expect.poll(() => link.text).toContain('["w",');
    const long = { "Content-Length": String(2 * MB), "X-From": address };
    const socket = await say(head("POST /live?n=2", long));
    socket.on("data", (chunk: Buffer) => void (said[0] += chunk.toString().slice(0, 12)));
    const answers = answered();
    const unanswered = all.length - answers;
    socket.write(`${link.secret}\n${"x".repeat(1.4 * MB)}`);
    // Until the server has it, or has ended one for it.
    const isThere = async (): Promise<boolean> =>
      answered() > answers || (await memory()) > empty + (1.4 * unanswered - 0.5) * MB;
    await expect.poll(isThere).toBe(true);
    return said;
  };
  const many = [await from("4444"), await from("4444"), await from("4444")];
  await expect.poll(() => many.flat()).toEqual(["", "", "HTTP/1.1 429"]);
  // The address with most loses its oldest, and who is new is let in.
  const other = await from("5555");
  const third = await from("6666");
  await expect
    .poll(() => [...many, other, third].flat())
    .toEqual(["HTTP/1.1 429", "", "HTTP/1.1 429", "", ""]);
  expect(reported).toEqual([]);
});

test("[R725] who does not say whose a body is holds next to nothing, and not for long", async () => {
  const { ask, say } = await target("listening", { connectionsPerAddress: 20 });
  const endless = head("POST /live?n=1", { "Content-Length": String(MB) });
  expect(await ask(endless + "x".repeat(100))).toContain("400 Bad Request");
  for (let i = 0; i < 20; i++) await say(endless);
  expect(await ask(endless)).toContain("429 ");
  // And the limit is theirs alone.
  expect(await ask(post("down=poll", "", { "X-From": "elsewhere" }), hasLink)).toContain(
    "event: link",
  );
  await expect
    .poll(() => ask(post("down=poll", ""), 500), { timeout: 10_000 })
    .toContain("event: link");
});

import { expect, test } from "vitest";
import { linesOf } from "../../src/api/lines.ts";
import { ADMIN, api, WRITE } from "./api.ts";

const type = "application/jsonl";

test("[R1589] a room is exported as lines, and imported under another id, all of it or nothing", async () => {
  const { ask, url } = await api();
  await ask("PATCH", "/rooms/board:one/state", { body: { title: "Größe 🎈", votes: 2 } });
  await ask("PATCH", "/rooms/board:one/state", { body: { title: "Second" } });
  expect((await ask("GET", "/rooms/board:one/export", { key: WRITE })).status).toBe(403);
  expect((await ask("GET", "/rooms/board:none/export")).status).toBe(404);
  const { text } = await ask("GET", "/rooms/board:one/export");
  const at = "/rooms/board:two/import";
  const damaged = text.replace("Größe", "Grosse");
  expect((await ask("POST", at, { body: damaged, type })).body).toMatchObject({
    status: 422,
    code: "import.damaged",
    line: expect.any(Number) as number,
  });
  expect((await ask("GET", "/rooms/board:two")).status).toBe(404);
  expect((await ask("POST", at, { body: text, type: "text/plain" })).status).toBe(415);
  // In the pieces of a slow network.
  const bytes = new TextEncoder().encode(text);
  let sent = 0;
  const body = new ReadableStream({
    pull(controller) {
      if (sent >= bytes.length) return controller.close();
      controller.enqueue(bytes.subarray(sent, (sent += 7)));
    },
  });
  const headers = { Authorization: `Bearer ${ADMIN}`, "Content-Type": type };
  const slow = { method: "POST", headers, body, duplex: "half" } as RequestInit;
  const imported = await fetch(`${url}/v1${at}`, slow);
  expect(await imported.json()).toEqual({ seq: 2 });
  expect((await ask("GET", "/rooms/board:two/state")).body).toMatchObject({
    title: "Second",
    votes: 2,
  });
  const { state } = (await ask("GET", "/rooms/board:two/history/1")).body;
  expect(state).toMatchObject({ title: "Größe 🎈" });
  expect((await ask("POST", at, { body: text, type })).body).toMatchObject({
    status: 409,
    code: "room.taken",
  });
});

test("[R1589] of a body without line breaks no more is held than a line may have", async () => {
  let pulled = 0;
  async function* endless(): AsyncGenerator<Uint8Array, undefined> {
    for (;;) {
      pulled += 1;
      yield new Uint8Array(10).fill(120);
    }
  }
  await expect(linesOf(endless(), 100).next()).rejects.toThrow("A line may have 100");
  expect(pulled).toBe(11);
});

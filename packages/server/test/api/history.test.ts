import { expect, test } from "vitest";
import { ADMIN, api, READ } from "./api.ts";

const ROOM = "/rooms/board:one";
const STATE = `${ROOM}/state`;

/** Three changes: the server's, Ann's, the server's. */
async function written(): ReturnType<typeof api> {
  const server = await api();
  await server.ask("PATCH", STATE, { body: { title: "First" } });
  await server.ask("PATCH", `${STATE}?as=ann`, { body: { votes: 2 } });
  await server.ask("PATCH", STATE, { body: { title: "Third" } });
  return server;
}

test("[R1577] changes are listed in pages, by whom and of what part", async () => {
  const { ask } = await written();
  const { body } = await ask("GET", `${ROOM}/changes?limit=2`, { key: READ });
  expect(body).toMatchObject({
    changes: [
      { seq: 1, by: "server", keys: ["title"] },
      { seq: 2, by: "ann", keys: ["votes"] },
    ],
    next: 2,
  });
  const rest = await ask("GET", `${ROOM}/changes?after=2`);
  expect(rest.body).toMatchObject({ changes: [{ seq: 3, words: expect.any(String) as string }] });
  expect(rest.body.next).toBeUndefined();
  expect((await ask("GET", `${ROOM}/changes?by=ann`)).body["changes"]).toHaveLength(1);
  expect((await ask("GET", `${ROOM}/changes?part=title`)).body["changes"]).toHaveLength(2);
  expect((await ask("GET", `${ROOM}/changes?after=x`)).body).toMatchObject({
    status: 400,
    path: "after",
  });
  expect((await ask("GET", "/rooms/board:none/changes")).status).toBe(404);
});

test("[R1578] a room is read as it was, and brought back to it by one change", async () => {
  const { ask } = await written();
  const { body } = await ask("GET", `${ROOM}/history/1`);
  expect(body).toMatchObject({ seq: 1, state: { title: "First", votes: 0 } });
  expect((await ask("GET", `${ROOM}/history/4`)).body).toMatchObject({
    status: 404,
    code: "history.future",
  });
  const type = "application/json";
  const restored = await ask("POST", `${ROOM}/restore`, { body: { seq: 1 }, type });
  expect([restored.status, restored.body]).toEqual([200, { seq: 4 }]);
  expect((await ask("GET", STATE)).body).toMatchObject({ title: "First", votes: 0 });
  expect((await ask("POST", `${ROOM}/restore`, { body: { seq: "1" }, type })).status).toBe(400);
  expect((await ask("POST", `${ROOM}/restore`, { body: { seq: 9 }, type })).body.code).toBe(
    "history.future",
  );
});

test("[R1579] a moment gets a name, and those that have one are listed", async () => {
  const { ask } = await written();
  const type = "application/json";
  const named = await ask("POST", `${ROOM}/versions`, { body: { name: "Draft", seq: 2 }, type });
  expect(named.body).toMatchObject({ name: "Draft", seq: 2, by: "server" });
  await ask("POST", `${ROOM}/versions`, { body: { name: "Now" }, type });
  expect((await ask("GET", `${ROOM}/versions`)).body).toMatchObject({
    versions: [{ name: "Draft", seq: 2 }, { name: "Now" }],
  });
  expect((await ask("POST", `${ROOM}/versions`, { body: { name: 7 }, type })).status).toBe(400);
});

/** Reads a stream of events until `isEnough` says so of all of it. */
async function events(
  url: string,
  headers: Record<string, string>,
  isEnough: (text: string) => boolean,
  begun: () => Promise<unknown> = async () => {},
): Promise<string> {
  const controller = new AbortController();
  const response = await fetch(`${url}/v1${ROOM}/events`, {
    headers: { Authorization: `Bearer ${ADMIN}`, ...headers },
    signal: controller.signal,
  });
  expect(response.headers.get("content-type")).toBe("text/event-stream");
  const decoder = new TextDecoder();
  let text = "";
  let hasBegun = false;
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true });
    if (!hasBegun) await begun();
    hasBegun = true;
    if (isEnough(text)) break;
  }
  controller.abort();
  return text;
}

test("[R1580] a room is followed by events, and one who comes back misses none", async () => {
  const { ask, url } = await written();
  const text = await events(url, { "Last-Event-ID": "1" }, (all) => all.includes("id: 3\n"));
  expect(text).toMatch(
    /^retry: 2000\n: at 1\n\nid: 2\nevent: change\ndata: \{"seq":2,.*\n\nid: 3\n/,
  );
  const live = await events(
    url,
    {},
    (all) => all.includes("id: 4\n"),
    () => ask("PATCH", STATE, { body: { title: "Live" } }),
  );
  expect(live).toMatch(/^retry: 2000\n: at 3\n\nid: 4\nevent: change\n/);
});

test("[R1580] a stream says that its room was deleted, and where it does not know what is asked for", async () => {
  const { ask, url } = await written();
  const ahead = await events(url, { "Last-Event-ID": "9" }, () => false);
  expect(ahead).toContain('event: end\ndata: {"code":"room.deleted"}');
  await ask("DELETE", ROOM);
  const later = await events(url, { "Last-Event-ID": "3" }, () => false);
  expect(later).toContain('event: end\ndata: {"code":"room.deleted"}');
});

test("[R1581] streams are counted apart from other requests, and end with the server", async () => {
  const { ask, url, server } = await api({ limits: { apiFollowers: 2, apiRequests: 1 } });
  await ask("PATCH", STATE, { body: { title: "x" } });
  const headers = { Authorization: `Bearer ${ADMIN}` };
  const open = [
    await fetch(`${url}/v1${ROOM}/events`, { headers }),
    await fetch(`${url}/v1${ROOM}/events`, { headers }),
  ];
  const third = await fetch(`${url}/v1${ROOM}/events`, { headers });
  expect([third.status, third.headers.get("retry-after")]).toEqual([429, "1"]);
  expect((await ask("GET", STATE)).status).toBe(200);
  const ends = Promise.all(open.map((one) => one.text()));
  await server.close();
  expect(await ends).toHaveLength(2);
});

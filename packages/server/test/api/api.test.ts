import { expect, test } from "vitest";
import { memory } from "../../src/store/memory.ts";
import { faulty } from "../../../testing/src/index.ts";
import { createServer } from "../../src/server.ts";
import { ADMIN, api, type Body, board, READ, TEAM, WRITE } from "./api.ts";

const STATE = "/rooms/board:one/state";

test("[R1560] there is no API unless keys are given, and none that could be guessed", async () => {
  const { ask } = await api({ api: undefined as never });
  expect((await ask("GET", "/rooms")).status).toBe(404);
  const made = (key: string): unknown =>
    createServer({ rooms: [board], log: () => {}, api: { keys: [{ key }] } });
  expect(() => made("short")).toThrow("24 to 512 characters");
  expect(() => createServer({ rooms: [board], log: () => {}, api: {} })).toThrow(TypeError);
  const twice = { keys: [{ key: READ }, { key: READ }] };
  expect(() => createServer({ rooms: [board], log: () => {}, api: twice })).toThrow("twice");
});

test("[R1561] a stranger learns nothing, not even which paths there are", async () => {
  const { ask } = await api();
  const answers = await Promise.all([
    ask("GET", "/rooms", { key: "" }),
    ask("GET", "/nothing/here", { key: "" }),
    ask("PATCH", STATE, { key: "", body: { title: "x" } }),
  ]);
  for (const { status, body, headers } of answers) {
    expect(status).toBe(401);
    expect(headers.get("www-authenticate")).toBe('Bearer realm="alongside"');
    expect(body).toEqual(answers[0]?.body);
  }
  expect((await ask("GET", "/rooms", { key: `${READ}x` })).status).toBe(401);
});

test("[R1562] keys guessed from one address are answered slowly", async () => {
  const { ask } = await api();
  const guesses = Array.from({ length: 20 }, (_, i) =>
    ask("GET", "/rooms", { key: `guess-${i}-0123456789abcdef0` }),
  );
  const statuses = (await Promise.all(guesses)).map(({ status }) => status);
  expect(statuses).toContain(429);
  expect((await ask("GET", "/rooms", { key: READ })).status).toBe(200);
});

test("[R1563] a key is good for its scope and its rooms alone", async () => {
  const { ask } = await api();
  const body = { title: "x" };
  expect((await ask("PATCH", STATE, { key: READ, body })).body.code).toBe("auth.scope");
  expect((await ask("PATCH", STATE, { key: WRITE, body })).status).toBe(200);
  expect((await ask("DELETE", "/rooms/board:one", { key: WRITE })).status).toBe(403);
  expect((await ask("GET", STATE, { key: TEAM })).body.code).toBe("auth.rooms");
  await ask("PATCH", "/rooms/board:team-1/state", { key: TEAM, body });
  const ids = ({ rooms }: Body): string[] => rooms.map(({ id }) => id);
  expect(ids((await ask("GET", "/rooms", { key: TEAM })).body)).toEqual(["board:team-1"]);
  expect(ids((await ask("GET", "/rooms?prefix=board:o", { key: TEAM })).body)).toEqual([]);
  expect(ids((await ask("GET", "/rooms")).body)).toEqual(["board:one", "board:team-1"]);
});

test("[R1564] rooms are listed page by page", async () => {
  const { ask } = await api();
  for (const id of ["a", "b", "c"])
    await ask("PATCH", `/rooms/board:${id}/state`, { body: { title: id } });
  const { body: first } = await ask("GET", "/rooms?kind=board&limit=2");
  expect(first).toEqual({
    rooms: [
      { id: "board:a", kind: "board" },
      { id: "board:b", kind: "board" },
    ],
    next: "board:b",
  });
  const { body: second } = await ask("GET", `/rooms?kind=board&limit=2&after=${first.next}`);
  expect(second).toEqual({ rooms: [{ id: "board:c", kind: "board" }] });
  expect((await ask("GET", "/rooms?limit=0")).body).toMatchObject({ status: 400, path: "limit" });
});

test("[R1565] a state has the room's number as ETag, and an unchanged one costs nothing", async () => {
  const { ask } = await api();
  expect((await ask("GET", STATE)).body.code).toBe("room.missing");
  await ask("PATCH", STATE, { body: { title: "Roadmap", settings: { grid: { on: true } } } });
  const { status, headers, body } = await ask("GET", STATE, { key: READ });
  expect([status, headers.get("etag")]).toEqual([200, '"1"']);
  expect(body).toMatchObject({ title: "Roadmap", votes: 0, note: "", shapes: [] });
  expect(body.settings.grid.on).toBe(true);
  const known = { headers: { "If-None-Match": '"1"' } };
  expect(await ask("GET", STATE, known)).toMatchObject({ status: 304, text: "" });
  const head = await ask("HEAD", STATE);
  expect([head.status, head.headers.get("etag"), head.text]).toEqual([200, '"1"', ""]);
  expect((await ask("GET", "/rooms/board:one")).body).toMatchObject({ id: "board:one", seq: 1 });
  expect((await ask("GET", "/rooms/nothing:one/state")).body).toMatchObject({
    status: 404,
    code: "room.unknown",
  });
});

test("[R1566] a merge patch is judged by the definition, with the path of what is wrong", async () => {
  const { ask } = await api();
  await ask("PATCH", STATE, { body: { size: { h: 3 }, color: "red", votes: 2, note: "Hello" } });
  await ask("PATCH", STATE, { body: { color: null, size: { w: 7 } } });
  const { body, headers } = await ask("GET", STATE);
  expect(body).toMatchObject({ size: { w: 7, h: 3 }, votes: 2, note: "Hello" });
  expect(body.color).toBeUndefined();
  const wrong = [
    [{ title: 7 }, "/title"],
    [{ size: { w: "wide" } }, "/size"],
    [{ nothing: 1 }, "/nothing"],
    [{ shapes: [] }, "/shapes"],
    [{ settings: { grid: 1 } }, "/settings/grid"],
    [{ title: "good", votes: 0.5 }, "/votes"],
  ] as const;
  for (const [patch, path] of wrong)
    expect((await ask("PATCH", STATE, { body: patch })).body).toMatchObject({ status: 422, path });
  // None of it left an entry.
  expect((await ask("HEAD", STATE)).headers.get("etag")).toBe(headers.get("etag"));
});

test("[R1567] a JSON patch inserts, moves, adds up and edits texts, all of it or nothing", async () => {
  const { ask } = await api();
  const body = [
    { op: "add", path: "/shapes/-", value: { kind: "rect", label: "A" } },
    { op: "add", path: "/shapes/0", value: { kind: "line" } },
    { op: "add", path: "/tags/-", value: "new" },
    { op: "add", path: "/settings/grid", value: { on: true } },
    { op: "increment", path: "/votes", by: 3 },
    { op: "replace", path: "/note", value: "Hello" },
    { op: "text", path: "/note", delta: [5, " world"] },
    { op: "add", path: "/size/w", value: 9 },
    { op: "text", path: "/shapes/1/label", delta: ["Big "] },
    { op: "replace", path: "/settings/grid/on", value: false },
  ];
  expect(await ask("PATCH", STATE, { body })).toMatchObject({ status: 200, body: { seq: 1 } });
  const { body: state } = await ask("GET", STATE);
  expect(state).toMatchObject({ votes: 3, note: "Hello world", size: { w: 9, h: 1 } });
  expect(state.shapes).toMatchObject([{ kind: "line" }, { kind: "rect", label: "Big A" }]);
  expect(state.tags).toMatchObject([{ value: "new" }]);
  expect(state.settings.grid.on).toBe(false);
  const [line] = state.shapes;
  const more = [
    { op: "test", path: "/votes", value: 3 },
    { op: "move", from: `/shapes/${line?.id}`, path: "/shapes/-" },
    { op: "replace", path: "/tags/0", value: "old" },
    { op: "remove", path: "/settings/grid" },
  ];
  expect((await ask("PATCH", STATE, { body: more })).status).toBe(200);
  const { body: after } = await ask("GET", STATE);
  expect(after.shapes.map(({ kind }) => kind)).toEqual(["rect", "line"]);
  expect([after.tags[0]?.value, after.settings]).toEqual(["old", {}]);
  const failed = [
    { op: "increment", path: "/votes" },
    { op: "test", path: "/votes", value: 3 },
  ];
  expect((await ask("PATCH", STATE, { body: failed })).body).toMatchObject({
    status: 409,
    path: "/votes",
  });
  for (const [step, status, path] of [
    [{ op: "remove", path: "/shapes/9" }, 422, "/shapes/9"],
    [{ op: "remove", path: "/votes" }, 422, "/votes"],
    [{ op: "text", path: "/note", delta: [99, "x"] }, 422, "/note"],
    [{ op: "text", path: "/note", delta: [{}] }, 422, "/note"],
    [{ op: "increment", path: "/votes", by: 0.5 }, 422, "/votes"],
    [{ op: "increment", path: "/votes", by: null }, 422, "/votes"],
    [{ op: "replace", path: "/votes", value: 1 }, 422, "/votes"],
    [{ op: "copy", from: "/title", path: "/note" }, 400, "0/op"],
    [{ op: "add", path: "title", value: "" }, 400, "0/path"],
  ] as const)
    expect((await ask("PATCH", STATE, { body: [step] })).body).toMatchObject({ status, path });
  expect((await ask("GET", STATE)).body).toEqual(after);
});

test("[R1568, R1682] a mutation is called by name, as the server or as a user, with that user's rights", async () => {
  const { ask } = await api();
  const call = (path: string, args: unknown): ReturnType<typeof ask> =>
    ask("POST", `/rooms/board:one/mutations/${path}`, { body: args, type: "application/json" });
  expect((await call("vote", { by: 3 })).body).toEqual({ seq: 1 });
  expect((await call("vote?as=ann", { by: 4 })).body).toEqual({ seq: 2 });
  expect((await call("vote?as=eve", { by: 4 })).body).toMatchObject({
    status: 403,
    code: "auth.read-only",
  });
  expect((await call("vote", { by: 101 })).body).toMatchObject({ status: 422, code: "vote.many" });
  expect((await call("nothing", {})).body).toMatchObject({ status: 404, code: "mutation.unknown" });
  for (const as of ["server", "erased:0123456789abcdef"])
    expect((await call(`vote?as=${as}`, { by: 1 })).body).toMatchObject({
      status: 400,
      path: "as",
    });
  const title = { body: { title: "Bob's" } };
  expect((await ask("PATCH", `${STATE}?as=bob`, title)).body.code).toBe("title.taken");
  expect((await ask("GET", STATE)).body.votes).toBe(7);
});

test("[R1569] a conditional write is made only where nothing was written since", async () => {
  const { ask } = await api();
  const write = (headers: Record<string, string>): ReturnType<typeof ask> =>
    ask("PATCH", STATE, { body: { title: "x" }, headers });
  expect((await write({ "If-Match": "*" })).status).toBe(412);
  expect((await write({ "If-None-Match": "*" })).body).toEqual({ seq: 1 });
  expect((await write({ "If-None-Match": "*" })).status).toBe(412);
  const races = await Promise.all(
    Array.from({ length: 8 }, (_, i) =>
      ask("PATCH", STATE, { body: { votes: i + 1 }, headers: { "If-Match": '"1"' } }),
    ),
  );
  expect(races.filter(({ status }) => status === 200)).toHaveLength(1);
  for (const { status, body, headers } of races) {
    if (status === 200) continue;
    expect([status, body.code, body.seq, headers.get("etag")]).toEqual([
      412,
      "write.stale",
      2,
      '"2"',
    ]);
  }
  expect((await write({ "If-Match": "7" })).body).toMatchObject({ status: 400, path: "If-Match" });
  const { status } = await ask("DELETE", "/rooms/board:one", { headers: { "If-Match": '"1"' } });
  expect(status).toBe(412);
  // What was refused so left no entry.
  expect((await ask("HEAD", STATE)).headers.get("etag")).toBe('"2"');
  expect((await ask("DELETE", "/rooms/board:one")).status).toBe(204);
  expect((await ask("GET", STATE)).status).toBe(404);
});

test.each([
  ["POST", "/kick", { user: "ann" }, { "If-Match": '"1"' }],
  ["POST", "/broadcast", { event: "confetti", body: { n: 1 } }, { "Idempotency-Key": "k" }],
  ["POST", "/broadcast?as=eve", { event: "confetti", body: { n: 1 } }, {}],
  ["GET", "/state?as=eve", undefined, {}],
])("[R1569] what takes no condition and no user refuses it: %s %s", async (...asked) => {
  const [method, path, body, headers] = asked;
  const { ask } = await api();
  for (const title of ["one", "two"])
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await ask("PATCH", STATE, { body: { title } });
  const type = "application/json";
  const refused = await ask(method, `/rooms/board:one${path}`, { body, type, headers });
  expect([refused.status, refused.body.code]).toEqual([400, "request.invalid"]);
  expect((await ask("HEAD", STATE)).headers.get("etag")).toBe('"2"');
});

test("[R1570] too many requests at a time, or bytes in one, are refused with how to go on", async () => {
  const { ask, url } = await api({ limits: { apiRequestsPerSecond: 1, messageBytes: 1000 } });
  const large = await ask("PATCH", STATE, { body: { note: "x".repeat(1000) } });
  expect(large.body).toMatchObject({ status: 413, code: "message.too-big" });
  const endless = fetch(`${url}/v1${STATE}`, {
    method: "PATCH",
    headers: { Authorization: `Bearer ${ADMIN}`, "Content-Type": "application/merge-patch+json" },
    body: new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(600)) }),
    duplex: "half",
  } as RequestInit);
  expect(
    await endless.then(
      ({ status }) => status,
      () => 413,
    ),
  ).toBe(413);
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => ask("GET", "/rooms", { key: READ })),
  );
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThan(0);
  for (const { headers, body } of refused) {
    expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
    expect(body.code).toBe("limit.requests");
  }
});

test("[R1571] what goes wrong on the server is told without its words", async () => {
  const { ask, errors } = await api({ store: faulty(memory(), () => "fail") });
  const { status, body } = await ask("GET", "/rooms");
  expect([status, body.code]).toEqual([500, "server.failed"]);
  expect(errors).not.toEqual([]);
});

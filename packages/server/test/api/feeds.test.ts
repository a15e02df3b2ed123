import { describe, expect, test } from "vitest";
import { api, type Ask, type Body, READ, TEAM } from "./api.ts";

const ROOM = "/rooms/board:talk";
const PATH = `${ROOM}/feeds/chat/posts`;
const type = "application/json";

interface Post {
  readonly id: string;
  readonly by: string;
  readonly body?: { readonly text: string };
  readonly [name: string]: unknown;
}

async function post(
  ask: Ask,
  text: string,
  more: object = {},
  options: { readonly as?: string; readonly headers?: Readonly<Record<string, string>> } = {},
): Promise<string> {
  const as = options.as === undefined ? "" : `?as=${options.as}`;
  const { headers = {} } = options;
  const { status, body } = await ask("POST", `${PATH}${as}`, {
    body: { body: { text }, ...more },
    type,
    headers,
  });
  expect([status, body.code]).toEqual([200, undefined]);
  return body["id"] as string;
}

function postsIn(body: Body): readonly Post[] {
  return body["posts"] as readonly Post[];
}

async function read(ask: Ask, query = ""): Promise<readonly string[]> {
  const { body } = await ask("GET", `${PATH}${query}`, { key: READ });
  return postsIn(body).map(({ by, body: said }) => `${by}: ${said?.text ?? "(deleted)"}`);
}

describe("[R1971] posts over HTTP", () => {
  test("are made as a user or as the server, answered, changed, reacted to, pinned, resolved and deleted", async () => {
    const { ask } = await api();
    const first = await post(ask, "Lunch?", { mentions: ["ben"] }, { as: "ann" });
    await post(ask, "Deployed");
    await post(ask, "At noon", { to: first }, { as: "ben" });
    expect(await read(ask)).toEqual(["server: Deployed", "ann: Lunch?"]);
    expect(await read(ask, `?thread=${first}`)).toEqual(["ben: At noon"]);
    const change = (body: object, as = "?as=ann"): ReturnType<Ask> =>
      ask("PATCH", `${PATH}/${first}${as}`, { body, type });
    expect((await change({ body: { text: "Lunch today?" } })).status).toBe(200);
    expect((await change({ body: { text: "No" } }, "?as=ben")).body.code).toBe("post.not-yours");
    expect((await change({ pinned: true, resolved: true })).status).toBe(200);
    const react = (emoji: string, on: boolean): ReturnType<Ask> =>
      ask("POST", `${PATH}/${first}/reactions?as=ben`, { body: { emoji, on }, type });
    expect((await react("🍕", true)).status).toBe(200);
    expect((await react("👍", true)).status).toBe(200);
    expect((await react("👍", false)).status).toBe(200);
    const { body } = await ask("GET", `${PATH}/${first}`, { key: READ });
    expect(body).toMatchObject({
      by: "ann",
      body: { text: "Lunch today?" },
      reactions: { "🍕": ["ben"] },
      pinned: { by: "ann" },
      resolved: { by: "ann" },
      replies: { count: 1, by: ["ben"] },
    });
    expect(body["versions"]).toBeUndefined();
    expect(await read(ask, "?list=resolved-threads")).toEqual(["ann: Lunch today?"]);
    expect(await read(ask, "?list=open-threads")).toEqual([]);
    expect((await ask("DELETE", `${PATH}/${first}?as=ben`)).body.code).toBe("post.not-yours");
    expect((await ask("DELETE", `${PATH}/${first}`)).status).toBe(200);
    expect(await read(ask)).toEqual(["server: Deployed", "ann: (deleted)"]);
    expect((await ask("DELETE", `${PATH}/${first}`)).body).toMatchObject({
      status: 404,
      code: "post.missing",
    });
  });

  test("take what other writes take: scopes, rooms of a key, conditions; and say what is wrong", async () => {
    const { ask } = await api();
    const body = { body: { text: "hello" } };
    const asked = (more: object, path = PATH): ReturnType<Ask> =>
      ask("POST", path, { body, type, ...more });
    expect((await asked({ key: READ })).body.code).toBe("auth.scope");
    expect((await asked({ key: TEAM })).body.code).toBe("auth.rooms");
    expect((await asked({ headers: { "If-None-Match": "*" } })).status).toBe(200);
    expect((await asked({ headers: { "If-None-Match": "*" } })).status).toBe(412);
    expect((await asked({}, `${PATH}?as=eve`)).body).toMatchObject({
      status: 403,
      code: "auth.read-only",
    });
    expect((await asked({}, `${ROOM}/feeds/nothing/posts`)).body).toMatchObject({
      status: 404,
      code: "feed.unknown",
    });
    expect((await asked({}, `${ROOM}/feeds/title/posts`)).status).toBe(404);
    expect((await asked({}, `${ROOM}/feeds/__proto__/posts`)).status).toBe(404);
    for (const [wrong, code] of [
      [{ body: { text: "" } }, "schema.invalid"],
      [{ body: { text: "x".repeat(4001) } }, "schema.invalid"],
      [{ body: null }, "schema.invalid"],
      [{ text: "hello" }, "request.invalid"],
      [{ ...body, more: 1 }, "request.invalid"],
      [{ ...body, mentions: "ann" }, "request.invalid"],
      [{ ...body, mentions: Array.from({ length: 51 }, (_, i) => `${i}`) }, "schema.invalid"],
      [{ ...body, to: 7 }, "request.invalid"],
      [{ ...body, to: "nobody.1.0" }, "post.unknown"],
      [{ ...body, on: { elsewhere: 1 } }, "schema.invalid"],
      [{ ...body, on: { text: { field: "note", from: 0, to: 5 } } }, "schema.invalid"],
      [[1], "request.invalid"],
    ] as const)
      expect((await ask("POST", PATH, { body: wrong, type })).body).toMatchObject({ code });
    const id = await post(ask, "hello");
    for (const wrong of [{}, { pinned: 1 }, { mentions: ["ann"] }, { emoji: "x" }])
      expect((await ask("PATCH", `${PATH}/${id}`, { body: wrong, type })).status).toBe(400);
    for (const wrong of [{}, { emoji: 7 }, { emoji: "x", on: 1 }, { emoji: "x", more: 1 }])
      expect((await ask("POST", `${PATH}/${id}/reactions`, { body: wrong, type })).status).toBe(
        400,
      );
    for (const emoji of ["", "x".repeat(65), "__proto__"])
      expect(
        (await ask("POST", `${PATH}/${id}/reactions`, { body: { emoji }, type })).body.code,
      ).toBe("schema.invalid");
    expect((await ask("POST", PATH, { body: "{", type })).status).toBe(400);
    expect((await ask("POST", PATH, { body: "{}", type: "text/plain" })).status).toBe(415);
  });

  test("are read as a user may: who may not read a feed is told nothing of it, and posts there", async () => {
    const { ask } = await api();
    const letters = `${ROOM}/feeds/letters/posts`;
    await ask("POST", letters, { body: { body: "secret" }, type });
    const sent = await ask("POST", `${letters}?as=poster`, { body: { body: "a letter" }, type });
    expect(sent.status).toBe(200);
    expect((await ask("GET", `${letters}?as=poster`)).body).toMatchObject({
      status: 404,
      code: "feed.unknown",
    });
    expect((await ask("GET", `${letters}?as=eve`)).status).toBe(200);
    const [own, other] = postsIn((await ask("GET", letters)).body) as [Post, Post];
    expect((await ask("DELETE", `${letters}/${other.id}?as=poster`)).body.code).toBe(
      "post.missing",
    );
    expect((await ask("DELETE", `${letters}/${own.id}?as=poster`)).status).toBe(200);
  });

  test("on a range of a text tell where that is now", async () => {
    const { ask } = await api();
    const write = (delta: unknown[]): ReturnType<Ask> =>
      ask("PATCH", `${ROOM}/state`, { body: [{ op: "text", path: "/note", delta }] });
    await write(["The quick brown fox"]);
    const id = await post(ask, "why?", { on: { text: { field: "note", from: 4, to: 9 } } });
    await write(["So: "]);
    const { body } = await ask("GET", `${PATH}/${id}`);
    expect(body["on"]).toMatchObject({ text: { words: "quick", from: 8, to: 13 } });
    await write([6, -10]);
    expect(postsIn((await ask("GET", `${PATH}?list=threads`)).body)[0]?.["on"]).toMatchObject({
      text: { words: "quick", from: 6, to: 6 },
    });
  });
});

test("[R1983] an exported room has its threads on texts where they are, and so has the room that is made of it", async () => {
  const { ask } = await api();
  await ask("PATCH", `${ROOM}/state`, {
    body: [{ op: "text", path: "/note", delta: ["The quick brown fox"] }],
  });
  await post(ask, "why?", { on: { text: { field: "note", from: 4, to: 9 } } });
  await ask("PATCH", `${ROOM}/state`, { body: [{ op: "text", path: "/note", delta: ["So: "] }] });
  const { text: lines } = await ask("GET", `${ROOM}/export`);
  const made = await ask("POST", "/rooms/board:copy/import", {
    body: lines,
    type: "application/jsonl",
  });
  expect([made.status, made.body.code]).toEqual([200, undefined]);
  const { body } = await ask("GET", "/rooms/board:copy/feeds/chat/posts?list=threads");
  expect(postsIn(body)[0]?.["on"]).toMatchObject({ text: { words: "quick", from: 8, to: 13 } });
  const wrong = lines.replace('"from":4,"to":9}', '"from":9,"to":4}');
  const refused = await ask("POST", "/rooms/board:other/import", {
    body: wrong,
    type: "application/jsonl",
  });
  expect(refused.status).toBe(422);
});

test("[R1972] pages follow one another by cursors, and a cursor is good for its list alone", async () => {
  const { ask } = await api();
  for (let i = 0; i < 5; i++) await post(ask, `${i}`);
  const seen: string[] = [];
  let next: string | undefined = "";
  let cursor = "";
  while (next !== undefined) {
    const { body }: { readonly body: Body } = await ask(
      "GET",
      `${PATH}?limit=2${next === "" ? "" : `&before=${next}`}`,
    );
    seen.push(...postsIn(body).map(({ body: said }) => said?.text ?? ""));
    ({ next } = body);
    cursor = next ?? cursor;
  }
  expect(seen).toEqual(["4", "3", "2", "1", "0"]);
  await ask("PATCH", "/rooms/board:other/state", { body: { title: "x" } });
  const other = await ask("GET", `/rooms/board:other/feeds/chat/posts?before=${cursor}`);
  expect(other.body).toMatchObject({
    status: 400,
    code: "request.invalid",
    path: "before",
    detail:
      'The cursor is of another room: it goes on with "chat" of "board:talk", with the same thread and list',
  });
  for (const query of ["list=threads&", "thread=a.1.0&"]) {
    const { body } = await ask("GET", `${PATH}?${query}before=${cursor}`);
    expect(body["detail"]).toContain("another list of this room");
  }
  const long = Buffer.from(JSON.stringify(["x".repeat(5000)])).toString("base64url");
  for (const wrong of ["x", "W10", "bnVsbA", long])
    expect((await ask("GET", `${PATH}?before=${wrong}`)).body["detail"]).toContain(
      "before takes the `next` of the page before",
    );
  for (const query of ["limit=0", "limit=201", "list=all", "list=threads&thread=a.1.0"])
    expect((await ask("GET", `${PATH}?${query}`)).status).toBe(400);
});

test("[R1973] a post that is asked for twice under one key is one, and both answers name it; another one under it is refused", async () => {
  const { ask } = await api();
  const headers = { "Idempotency-Key": "deploy-3" };
  const id = await post(ask, "Deployed", {}, { headers });
  expect(await post(ask, "Deployed", {}, { headers })).toBe(id);
  const other = await ask("POST", PATH, { body: { body: { text: "Other" } }, type, headers });
  expect(other.body.code).toBe("once.differs");
  const once = { headers: { "Idempotency-Key": "delete-3" } };
  expect((await ask("DELETE", `${PATH}/${id}`, once)).status).toBe(200);
  expect((await ask("DELETE", `${PATH}/${id}`, once)).status).toBe(200);
  expect(await read(ask)).toEqual(["server: (deleted)"]);
});

test("[R1974] what was done is listed in words, a page at a time, and to a user what they may see", async () => {
  const { ask } = await api();
  const patch = (body: object, as: string): ReturnType<Ask> =>
    ask("PATCH", `${ROOM}/state?as=${as}`, { body });
  await patch({ title: "A" }, "ann");
  await patch({ color: "red" }, "ben");
  await post(ask, "hello", {}, { as: "ann" });
  const list = async (query = ""): Promise<Body> =>
    (await ask("GET", `${ROOM}/activity${query}`, { key: READ })).body;
  const words = (body: Body): readonly unknown[] =>
    (body["items"] as readonly { readonly words: string }[]).map((item) => item.words);
  const all = words(await list());
  expect(all.length).toBe(3);
  expect(all.every((line) => /^(ann|ben) /.test(String(line)))).toBe(true);
  const first = await list("?limit=1");
  expect(words(first)).toEqual(all.slice(0, 1));
  expect(words(await list(`?before=${first.next}`))).toEqual(all.slice(1));
  expect((await list("?as=eve"))["code"]).toBe("history.forbidden");
  expect((await list("?as=poster"))["items"]).toHaveLength(1);
  for (const query of ["?before=x", "?limit=0", "?window=-1", "?before=1e3"])
    expect((await list(query))["status"]).toBe(400);
  expect((await ask("GET", "/rooms/board:nothing/activity")).status).toBe(404);
});

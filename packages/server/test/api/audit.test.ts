import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import type { AskCommand } from "../../src/cli/ask-command.ts";
import { auditServer } from "../../src/cli/audit-server.ts";
import { parseCommand } from "../../src/cli/command.ts";
import { verifyAudit } from "../../src/cli/verify-audit.ts";
import { memory } from "../../src/store/memory.ts";
import { folder } from "../store/folder.ts";
import { ADMIN, api, TEAM, WRITE } from "./api.ts";

const type = "application/json";

interface Line {
  readonly [name: string]: unknown;
  readonly body: { readonly actor?: string; readonly code?: string; readonly mutation?: object };
}

const linesIn = (of: string): readonly Line[] =>
  of
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);

/** A server with a chain whose rooms have six entries. */
async function audited(chain = true) {
  const store = memory({ chain });
  const server = await api({ store });
  const { ask } = server;
  await ask("PATCH", "/rooms/board:one/state?as=ann", { body: { title: "Größe \u202e🎈" } });
  await ask("PATCH", "/rooms/board:one/state?as=bob", { body: { title: "no" } });
  await ask("POST", "/rooms/board:one/mutations/vote", { body: { by: 2 }, type });
  await ask("POST", "/rooms/board:one/versions", { body: { name: "A name" }, type });
  await ask("PATCH", "/rooms/board:team-1/state", { body: { title: "two" } });
  return { ...server, store };
}

/** What looking through an audit prints, and at the end whether all is well. */
async function said(
  lines: string | readonly string[],
  options: { readonly json?: boolean; readonly against?: string } = {},
): Promise<readonly unknown[]> {
  const file = join(folder(), "audit.jsonl");
  writeFileSync(file, typeof lines === "string" ? lines : `${lines.join("\n")}\n`);
  const found: unknown[] = [];
  const command = { name: "verify", audit: true, file, json: false, ...options } as const;
  const isWhole = await verifyAudit(command, (line) => found.push(line));
  return [...found, isWhole];
}

test("[R1482] [R1483] an audit tells line by line who did what, refusals too, of all rooms, of one, and of a time", async () => {
  const { ask, store } = await audited();
  const { text: all, headers } = await ask("GET", "/audit");
  expect(headers.get("content-type")).toBe("application/jsonl");
  const lines = linesIn(all);
  expect(lines[0]).toEqual({ alongside: "audit", format: 1 });
  expect(lines[1]).toMatchObject({
    room: "board:one",
    after: 0,
    head: expect.any(Number) as number,
  });
  const entries = lines.filter(({ at }) => at !== undefined);
  expect(lines.at(-1)).toMatchObject({ end: { rooms: 2, entries: entries.length } });
  expect(entries.map(({ room, kind, body }) => [room, kind, body.actor])).toEqual([
    ["board:one", "change", "ann"],
    ["board:one", "outcome", "bob"],
    ["board:one", "change", "server"],
    ["board:one", "version", "server"],
    ["board:team-1", "change", "server"],
  ]);
  expect(entries[1]?.body.code).toBe("title.taken");
  expect(entries[2]?.body.mutation).toEqual({ name: "vote", args: { by: 2 } });
  expect(entries[2]).toMatchObject({ seq: 3, n: expect.any(Number) as number });
  expect(await said(all)).toEqual([
    "Whole: 2 rooms, 5 entries, 5 of them sealed, 0 erased, 0 of these after its end",
    true,
  ]);
  const one = linesIn((await ask("GET", "/audit?room=board:team-1")).text);
  expect(one.map(({ room }) => room)).toEqual([
    undefined,
    "board:team-1",
    "board:team-1",
    undefined,
  ]);
  const team = linesIn((await ask("GET", "/audit", { key: TEAM })).text);
  expect(team.length).toBe(4);
  const [first, last] = [entries[0]?.["at"] as number, entries.at(-1)?.["at"] as number];
  const none = linesIn((await ask("GET", `/audit?from=${last + 1}`)).text);
  expect(none[1]).toMatchObject({ end: { rooms: 0, entries: 0 } });
  const until = `/audit?from=${first}&to=${new Date(last).toISOString()}`;
  expect(linesIn((await ask("GET", until)).text).length).toBe(lines.length);
  expect((await store.origin("board:one")).epochs.length).toBe(1);
});

test("[R1483] who may not audit, and what is asked wrongly, is refused before anything is read", async () => {
  const { ask } = await audited(false);
  const refusal = async (query: string, key: string = ADMIN) => {
    const { status, body } = await ask("GET", `/audit${query}`, { key });
    return [status, body.code];
  };
  expect(await refusal("", WRITE)).toEqual([403, "auth.scope"]);
  expect(await refusal("?room=board:one", TEAM)).toEqual([403, "auth.rooms"]);
  expect(await refusal("?prefix=chat:", TEAM)).toEqual([403, "auth.rooms"]);
  expect(await refusal("?room=board:none")).toEqual([404, "room.missing"]);
  expect(await refusal("?room=nothing")).toEqual([400, "request.invalid"]);
  expect(await refusal("?room=board:one&prefix=board:")).toEqual([400, "request.invalid"]);
  expect(await refusal("?from=yesterday")).toEqual([400, "request.invalid"]);
  // Without a chain there are no seals, and the checksum holds all the same.
  const { text: plain } = await ask("GET", "/audit?prefix=board:o");
  expect(plain).not.toContain("seal");
  expect(await said(plain)).toEqual([
    "Whole: 1 rooms, 4 entries, 0 of them sealed, 0 erased, 0 of these after its end",
    true,
  ]);
});

test("[R1484] alongside audit writes it as it comes, and says where it was cut off or refused", async () => {
  const { url } = await audited();
  const run = async (...line: readonly string[]): Promise<string> => {
    const env = { ALONGSIDE_URL: url, ALONGSIDE_KEY: ADMIN };
    const out = new PassThrough();
    const written = text(out);
    try {
      await auditServer(parseCommand(["audit", ...line], env) as AskCommand, out);
    } finally {
      out.end();
    }
    return written;
  };
  expect((await said(await run())).at(-1)).toBe(true);
  expect(linesIn(await run("board:team-1", "--from", "2020-01-01")).length).toBe(4);
  await expect(run("board:none")).rejects.toThrow(/^audit: .*\(room.missing\)$/);
  expect(() => parseCommand(["audit", "a", "b"], {})).toThrow("alongside audit [ROOM]");
  expect(() => parseCommand(["log", "board:a", "--from", "1"], {})).toThrow("alongside log ROOM");
});

test("[R1485] an audit that somebody changed, cut or put together is found without the database", async () => {
  const { ask } = await audited();
  const { text: whole } = await ask("GET", "/audit");
  const lines = whole.trimEnd().split("\n");
  /** With a checksum that is right: whoever changes a file can make it anew. */
  const { createHash } = await import("node:crypto");
  const resealed = (changed: readonly string[], entries = 5, rooms = 2): readonly string[] => {
    const head = changed.slice(0, -1);
    const sha256 = createHash("sha256")
      .update(`${head.join("\n")}\n`)
      .digest("hex");
    return [...head, JSON.stringify({ end: { rooms, entries, sha256 } })];
  };
  const edited = (i: number, from: string | RegExp, to: string): readonly string[] =>
    lines.map((line, at) => (at === i ? line.replace(from, to) : line));
  expect((await said(resealed(lines))).at(-1)).toBe(true);
  const wrong: readonly (readonly [readonly string[], string])[] = [
    [edited(2, "Größe", "Grosse"), "checksum"],
    [resealed(edited(2, "Größe", "Grosse")), 'line 3, "board:one": Entry 1 is not the one'],
    [resealed(edited(3, '"actor":"bob"', '"actor":"ann"')), "Entry 2 is not the one"],
    [resealed(edited(4, /"at":\d/, '"at":2')), "Entry 3 is not the one"],
    [resealed(edited(2, /"salt":"../, '"salt":"__')), "Entry 1 is not the one"],
    [resealed(lines.toSpliced(3, 1), 4), "Entry 2 is missing"],
    [
      resealed([
        ...lines.slice(0, 3),
        ...lines.slice(4, 5),
        ...lines.slice(3, 4),
        ...lines.slice(5),
      ]),
      "Entry 2 is missing",
    ],
    [resealed(edited(1, /"seal":"../, '"seal":"__')), "Entry 1 is not the one"],
    [resealed(edited(1, '"board:one"', '"board:two"')), "Nothing says where the room begins"],
    [lines.slice(0, -1), "It was cut off: there is no end"],
    [[...lines, "{}"], "There is something after the end"],
    [resealed(edited(2, /^.*$/, "nonsense")), "It is no line of an audit"],
    [resealed(edited(2, /"salt":"[^"]*"/, '"salt":[]')), "line 3, "],
    [resealed(edited(2, /"seal":"[^"]*"/, '"seal":{}')), "Entry 1 is not the one"],
  ];
  for (const [changed, message] of wrong) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    const found = await said(changed);
    expect(found.join("\n")).toContain(message);
    expect(found.at(-1)).toBe(false);
  }
  await expect(said("")).rejects.toThrow("the file is empty");
  await expect(said("{}\n")).rejects.toThrow("the file is no audit");
  await expect(said('{"alongside":"audit","format":2}')).rejects.toThrow("newer version");
  // Whoever makes all of it anew is found by a seal that was noted.
  const heads = join(folder(), "heads.jsonl");
  const last = linesIn(whole).findLast(({ room }) => room === "board:one");
  const head = { room: "board:one", seq: last?.["seq"], seal: last?.["seal"] };
  writeFileSync(heads, JSON.stringify(head));
  expect((await said(whole, { against: heads })).at(-1)).toBe(true);
  const other = await (await audited()).ask("GET", "/audit");
  expect((await said(other.text, { against: heads, json: true })).slice(0, 1)).toEqual([
    expect.stringContaining('The seal of entry 4 of \\"board:one\\" is not in it'),
  ]);
  expect(readFileSync(heads, "utf8")).toContain("board:one");
});

test("[R1482] what was erased is told as erased, and a part of a log is checked from where it begins", async () => {
  const { ask, store, server } = await audited();
  await server.erase("ann");
  await ask("PATCH", "/rooms/board:one/state", { body: { votes: 5 } });
  const { text: whole } = await ask("GET", "/audit?room=board:one");
  expect(whole).not.toContain("ann");
  expect(linesIn(whole).some(({ note }) => note === "erased")).toBe(true);
  expect((await said(whole))[0]).toContain("1 erased, 0 of these after its end");
  await store.saveSnapshot("board:one", 4);
  await store.dropBefore("board:one", 3);
  const { text: rest } = await ask("GET", "/audit?room=board:one");
  expect(linesIn(rest)[1]).toMatchObject({ after: 3, chain: { after: 3 } });
  expect((await said(rest)).at(-1)).toBe(true);
});

test("[R1486] a log is read while its lines are asked for, and no further", async () => {
  const store = memory({ chain: true });
  const asked: string[] = [];
  const counted = new Proxy(store, {
    get(of, name) {
      const value: unknown = Reflect.get(of, name);
      if (typeof value !== "function") return value;
      return (...args: unknown[]): unknown => {
        if (name === "audited") asked.push(String(args[0]));
        return Reflect.apply(value, of, args);
      };
    },
  });
  const { server, ask } = await api({ store: counted });
  for (const id of ["a", "b", "c"])
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await ask("PATCH", `/rooms/board:${id}/state`, { body: { title: id } });
  const lines = server.rooms.audit()[Symbol.asyncIterator]();
  await lines.next();
  expect(asked).toEqual([]);
  await lines.next();
  await lines.next();
  expect(asked).toEqual(["board:a"]);
  await lines.return?.();
  const from = new Date(Date.now() + 60_000);
  const none: string[] = [];
  for await (const line of server.rooms.audit({ from })) none.push(line);
  expect(none.length).toBe(2);
  const wrong = server.rooms.audit({ from: new Date("no date") })[Symbol.asyncIterator]();
  await expect(wrong.next()).rejects.toThrow("from should be a time in ms, or a date");
});

test("[R1710] no line of an audit orders a terminal about, or turns text around; it is the same JSON", async () => {
  const { ask } = await audited();
  const { text: all } = await ask("GET", "/audit");
  // oxlint-disable-next-line no-control-regex -- those are what it is about
  expect(all).not.toMatch(/[\u0000-\u0009\u007f-\u009f\u2028-\u202e\u2066-\u2069]/);
  expect(all).toContain("Größe \\u202e🎈");
  expect(JSON.stringify(linesIn(all))).toContain("Größe \u202e🎈");
  expect((await said(all)).at(-1)).toBe(true);
});

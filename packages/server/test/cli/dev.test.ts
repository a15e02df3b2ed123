import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { RawClient } from "../live/client.ts";
import { CORE, type Running, start, urlOf } from "./processes.ts";

// An edit starts a process.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const ROOM = "board:one";

/** A definition with these fields, whose title begins as another file says. */
const board = (fields = "") => `
import { defineRoom, value } from ${JSON.stringify(CORE)};
import { title } from "./lib/title.ts";
const storage = { title: value(title), ${fields} };
export const Board: ReturnType<typeof defineRoom> = defineRoom("board", { version: 1, storage });
`;
const title = (text: string) => `export const title = ${JSON.stringify(text)};\n`;

/** A team's folder, and the server that runs in it through all of these tests. */
const folder = mkdtempSync(join(tmpdir(), "alongside-dev-"));
const write = (file: string, text: string): void => writeFileSync(join(folder, file), text);
let running: Running;
let url: string;

beforeAll(async () => {
  mkdirSync(join(folder, "lib"));
  write("rooms.ts", board());
  write("lib/title.ts", title("first"));
  running = start(folder, ["dev", "--port", "0"]);
  url = await urlOf(running);
});

afterAll(() => {
  running.child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

/** Acts, and waits until the server's output has `text` since then. Returns that output. */
async function said(text: RegExp, act: () => void): Promise<string> {
  const before = running.out().length;
  act();
  const since = (): string => running.out().slice(before);
  await vi.waitFor(() => expect(since()).toMatch(text), { timeout: 40_000, interval: 20 });
  return since();
}

/** Somebody in a room, and the room as they found it. */
async function enter(room = ROOM): Promise<{ readonly client: RawClient; readonly found: string }> {
  const client = await RawClient.greet(url);
  client.say({ type: "join", room, version: 1, ended: 0 });
  return { client, found: JSON.stringify(await client.next("joined")) };
}

test("[R360] [R586] an edit is served at once, at the same address, with all that was written", async () => {
  const { client: ann } = await enter();
  ann.setTitle(ROOM, 1, "kept");
  await ann.next("entries");
  await said(/rooms\.ts was edited, and the rooms are served as they are now/, () =>
    write("rooms.ts", board("note: value('')")),
  );
  expect(await ann.ended).toMatchObject({ close: 1012, reason: "server.stopping" });
  const { client: bob, found } = await enter();
  expect(found).toContain('"kept"');
  const op = { op: "set", id: "root", field: "note", value: "in a field that is new" } as const;
  bob.say({ type: "change", room: ROOM, n: 1, base: 0, ops: { note: [op] } });
  expect(JSON.stringify(await bob.next("entries"))).toContain('"ack":1');
  expect(running.out().match(/This server is OPEN/g)).toHaveLength(1);
});

test("[R360] a file that the rooms import counts too, put in the place of the old one; edits in a row are served once", async () => {
  const out = await said(/lib\/title\.ts was edited, and the rooms/, () => {
    for (const text of ["second", "third"]) {
      write("lib/new.ts", title(text));
      renameSync(join(folder, "lib/new.ts"), join(folder, "lib/title.ts"));
    }
  });
  expect(out.match(/was edited/g)).toHaveLength(1);
  const { client } = await enter("board:two");
  client.setTitle("board:two", 1, "x");
  await client.next("entries");
});

test("[R361] [R587] what does not load is told with file and line, and the rooms go on as they were until it is mended", async () => {
  const { client: ann } = await enter();
  const out = await said(/until the next edit/, () =>
    write("lib/title.ts", "// half an edit\nexport const title = ;\n"),
  );
  expect(out).toMatch(
    /^error: --rooms: .*rooms\.ts did not load: SyntaxError: .* \(lib\/title\.ts:2\)\. The rooms are served as they were until the next edit\n$/,
  );
  ann.setTitle(ROOM, 1, "still here");
  await ann.next("entries");
  await said(/lib\/title\.ts was edited, and the rooms/, () =>
    write("lib/title.ts", title("mended")),
  );
  expect(await ann.ended).toMatchObject({ close: 1012 });
  expect((await enter()).found).toContain('"still here"');
});

test("[R361] so are a file that is not there yet and a definition that cannot be", async () => {
  const imports = 'import "./lib/later.ts";\n';
  expect(await said(/until the next edit/, () => write("rooms.ts", imports + board()))).toMatch(
    /did not load: Error: Cannot find module '.*later\.ts'/,
  );
  const out = await said(/until the next edit/, () =>
    write("lib/later.ts", `import { defineRoom } from ${JSON.stringify(CORE)};\ndefineRoom("X");`),
  );
  expect(out).toMatch(/did not load: TypeError: defineRoom: .* \(lib\/later\.ts:2\)\. The rooms/);
  await said(/lib\/later\.ts was edited, and the rooms/, () => write("lib/later.ts", "export {};"));
});

test("[R587] a process that its rooms end is told, and starts again with the next edit", async () => {
  await said(/has ended, with the code 3\. Nothing is served until the next edit/, () =>
    write("lib/later.ts", "setTimeout(() => process.exit(3), 1000);"),
  );
  await said(/lib\/later\.ts was edited, and the rooms/, () => write("lib/later.ts", "export {};"));
  expect((await enter()).found).toContain('"still here"');
});

test("[R142] a signal stops it gracefully", async () => {
  const { client: ann } = await enter();
  running.child.kill("SIGINT");
  expect(await ann.ended).toMatchObject({ close: 1012, reason: "server.stopping" });
  const { code, out } = await running.ended;
  expect(out).toContain("Stopping after SIGINT");
  expect(code).toBe(0);
});

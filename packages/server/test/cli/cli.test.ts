import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { SignJWT } from "jose";
import { expect, onTestFinished, test, vi } from "vitest";
import { RawClient } from "../live/client.ts";
import { alongside, project, ROOMS, urlOf } from "./processes.ts";

// Each of them starts a process.
vi.setConfig({ testTimeout: 30_000 });

const SECRET = "a secret of thirty-two bytes or more";

test("[R142] [R597] dev serves the rooms of a TypeScript module, and a signal stops it without losing a word", async () => {
  const folder = project();
  const first = alongside(folder, ["dev", "--port", "0"]);
  const ann = await RawClient.join(await urlOf(first), "board:one", { guest: "ann" });
  ann.setTitle("board:one", 1, "kept");
  await ann.next("entries");
  first.child.kill("SIGTERM");
  expect(await ann.ended).toMatchObject({ close: 1012, reason: "server.stopping" });
  const { code, out } = await first.ended;
  expect(code).toBe(0);
  expect(out).toMatch(/^warn: This server is OPEN/);
  expect(out).toContain("Stopping after SIGTERM");
  expect(existsSync(join(folder, "data", "rooms.db"))).toBe(true);

  const second = alongside(folder, ["dev", "--port", "0"]);
  const bob = await RawClient.greet(await urlOf(second));
  bob.say({ type: "join", room: "board:one", version: 1, ended: 0 });
  expect(JSON.stringify(await bob.next("joined"))).toContain('"kept"');
  second.child.kill("SIGINT");
  expect((await second.ended).code).toBe(0);
});

test("[R142] start lets in whoever has a token, and logs as it is told", async () => {
  const running = alongside(
    project(),
    ["start", "--port", "0", "--host", "127.0.0.1", "--log", "json"],
    {
      ALONGSIDE_JWT_SECRET: SECRET,
    },
  );
  const url = await urlOf(running);
  const token = await new SignJWT({ sub: "ann" })
    .setProtectedHeader({ alg: "HS256" })
    .sign(new TextEncoder().encode(SECRET));
  await RawClient.join(url, "board:one", { token });
  const stranger = await RawClient.connect(url);
  stranger.say({ type: "hello", versions: [2], guest: "let me in" });
  expect(await stranger.ended).toMatchObject({ close: 4401, bye: { code: "auth.failed" } });
  running.child.kill("SIGTERM");
  const { code, out } = await running.ended;
  expect(code).toBe(0);
  for (const line of out.trimEnd().split("\n")) expect(JSON.parse(line)).toHaveProperty("message");
});

test("[R730] start listens on this machine only; HOST lets others in, and it says so", async () => {
  const own = alongside(project(), ["start", "--open", "--port", "0"], { HOST: "" });
  expect(await urlOf(own)).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(own.out()).not.toContain("Other machines");
  const open = alongside(project(), ["start", "--open", "--port", "0"], { HOST: "::" });
  const url = await urlOf(open);
  expect(url).toMatch(/^http:\/\/\[::1\]:\d+$/);
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  expect(open.out()).toContain("Other machines reach it too: it listens on ::, port ");
});

test("[R141] a taken port is one clear line", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  onTestFinished(() => void other.close());
  await new Promise((resolve) => other.once("listening", resolve));
  const { port } = other.address() as AddressInfo;
  const { code, out } = await alongside(project(), ["dev", "--port", String(port)]).ended;
  expect(out.trimEnd().split("\n").at(-1)).toBe(
    `alongside: Port ${port} is taken; choose another one with --port`,
  );
  expect(code).toBe(1);
});

test.each<
  readonly [
    what: string,
    files: Record<string, string>,
    args: readonly string[],
    code: number,
    line: RegExp,
  ]
>([
  [
    "a flag that does not exist",
    {},
    ["dev", "--prot", "1"],
    2,
    /^alongside: Unknown option '--prot' \(alongside --help\)$/,
  ],
  [
    "no rooms",
    {},
    ["start", "--open"],
    1,
    /^alongside: There is no rooms\.ts or rooms\.js here; name the module .* with --rooms$/,
  ],
  [
    "a module that is not there",
    {},
    ["start", "--open", "--rooms", "a.ts"],
    1,
    /^alongside: --rooms: there is no file a\.ts$/,
  ],
  [
    "a module without rooms",
    { "a.ts": "export const a = 1, b = null;" },
    ["start", "--open", "--rooms", "a.ts"],
    1,
    /^alongside: --rooms: a\.ts exports no room; /,
  ],
  [
    "a module that throws",
    { "a.ts": "throw new Error('oh\\nno')" },
    ["dev", "--rooms", "a.ts"],
    1,
    /^alongside: --rooms: a\.ts did not load: Error: oh \(a\.ts:1\)$/,
  ],
  [
    "a module that is no program",
    { "a.ts": "\nexport const = 1" },
    ["start", "--open", "--rooms", "a.ts"],
    1,
    /^alongside: --rooms: a\.ts did not load: SyntaxError: .* \(a\.ts:2\)$/,
  ],
  [
    "a module of JavaScript that is no program",
    { "a.mjs": "import './b.mjs';", "b.mjs": "export const = 1" },
    ["start", "--open", "--rooms", "a.mjs"],
    1,
    /^alongside: --rooms: a\.mjs did not load: SyntaxError: .* \(b\.mjs:1\)$/,
  ],
  [
    "two rooms of one name",
    { "a.ts": `${ROOMS}export const Other = [defineRoom("board", { version: 2, storage: {} })];` },
    ["start", "--open", "--rooms", "a.ts"],
    1,
    /^alongside: createServer: two rooms are named "board"/,
  ],
  [
    "a file where the data should be",
    { "rooms.ts": ROOMS, data: "x" },
    ["dev"],
    1,
    /^alongside: --data: Cannot create the data folder .*data/,
  ],
  [
    "a folder that cannot be made",
    { "rooms.ts": ROOMS },
    ["start", "--open", "--data", "/sys/alongside"],
    1,
    /^alongside: --data: Cannot create the data folder \/sys\/alongside/,
  ],
  [
    "a host of another machine",
    { "rooms.ts": ROOMS },
    ["dev", "--port", "0", "--host", "192.0.2.1"],
    1,
    /^alongside: --host or HOST: 192\.0\.2\.1 is not an address of this machine$/,
  ],
  [
    "a page that is not there",
    { "rooms.ts": ROOMS },
    ["start", "--open", "--files", "dist"],
    1,
    /^alongside: --files: there is no folder dist$/,
  ],
  [
    "an origin that is none",
    { "rooms.ts": ROOMS },
    ["start", "--open", "--origin", "app.example"],
    1,
    /^alongside: origins: "app\.example" is not an origin/,
  ],
  [
    "a backup that is not there",
    {},
    ["restore", "monday.db"],
    1,
    /^alongside: restore: There is no file \S+monday\.db$/,
  ],
  [
    "start without a secret",
    { "rooms.ts": ROOMS },
    ["start"],
    1,
    /^alongside: Set ALONGSIDE_JWT_SECRET to .* or pass --open to let everybody in$/,
  ],
])("[R141] %s is one clear line", async (_what, files, args, code, line) => {
  const ended = await alongside(project(files), args).ended;
  const lines = ended.out
    .trimEnd()
    .split("\n")
    .filter((said) => !said.startsWith("warn: This server is OPEN"));
  expect(lines).toEqual([expect.stringMatching(line)]);
  expect(ended.code).toBe(code);
});

test("[R141] a secret that is too short is one clear line", async () => {
  const ended = await alongside(project(), ["start"], { ALONGSIDE_JWT_SECRET: "short" }).ended;
  expect(ended.out).toBe(
    "alongside: ALONGSIDE_JWT_SECRET has 5 bytes, it needs at least 32 (docs/errors.md#jwt)\n",
  );
  expect(ended.code).toBe(1);
});

test("[R141] a page is served beside the rooms", async () => {
  const folder = project();
  mkdirSync(join(folder, "dist"));
  writeFileSync(join(folder, "dist", "index.html"), "<h1>board</h1>");
  const url = await urlOf(alongside(folder, ["dev", "--port", "0", "--files", "dist"]));
  expect(await (await fetch(`${url}/anything`)).text()).toBe("<h1>board</h1>");
});

test("--help and --version print and end", async () => {
  const help = await alongside(project({}), ["--help"]).ended;
  expect(help).toMatchObject({ code: 0 });
  expect(help.out).toContain("alongside dev");
  expect(await alongside(project({}), ["--version"]).ended).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string,
  });
});

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { run } from "../src/run.ts";
import { testHost } from "./host.ts";

let cwd = "";
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "create-alongside-add-"));
});
afterEach(() => rmSync(cwd, { recursive: true }));

const read = (path: string): string => readFileSync(join(cwd, path), "utf8");
const names = (): readonly string[] =>
  readdirSync(cwd, { recursive: true, encoding: "utf8" }).toSorted();

/** Puts an app there that has these packages. */
function app(dependencies: Readonly<Record<string, string>>, more: object = {}): string {
  const manifest = { name: "ours", private: true, ...more, dependencies };
  const text = `${JSON.stringify(manifest, null, 4)}\n`;
  writeFileSync(join(cwd, "package.json"), text);
  return text;
}

const ADD = ["--add", "--no-install"];
const UNDO = ["--undo", "--no-install"];

const KINDS: readonly (readonly [
  string,
  Readonly<Record<string, string>>,
  object,
  readonly string[],
])[] = [
  [
    "Vite with React and TypeScript",
    { react: "^19", vite: "^8", typescript: "^7" },
    {},
    ["live.ts", "rooms.ts"],
  ],
  ["Vite alone", { vite: "^8" }, { scripts: { dev: "vite" } }, ["live.js", "rooms.js"]],
  ["Next", { next: "^16", react: "^19", vite: "^8" }, {}, ["live.js", "rooms.js"]],
  ["Express with modules", { express: "^5" }, { type: "module" }, ["live.js"]],
  ["Express with require", { express: "^5" }, {}, ["live.mjs"]],
];

test.each(KINDS)(
  "[R2025] %s becomes live by three files at most, and is as it was by --undo",
  async (_name, dependencies, more, added) => {
    const before = app(dependencies, more);
    const host = testHost(cwd);
    expect(await run(ADD, host)).toBe(0);
    expect(names()).toEqual([...added, "package.json"].toSorted());
    for (const path of added) expect(host.printed()).toContain(`--- /dev/null\n+++ ${path}\n+`);
    expect(host.printed()).toContain('+        "@alongside/core": "^');
    expect(host.printed()).toContain("Next:\n\n  npm install\n");
    expect(await run(UNDO, testHost(cwd))).toBe(0);
    expect(names()).toEqual(["package.json"]);
    expect(read("package.json")).toBe(before);
  },
);

test("[R2025] sources in src get what joins the room there", async () => {
  app({ vite: "^8" });
  mkdirSync(join(cwd, "src"));
  expect(await run(ADD, testHost(cwd))).toBe(0);
  expect(read("src/live.js")).toContain('from "../rooms"');
});

test("[R2025] packages are installed, and the package manager is the one that runs it", async () => {
  app({ vite: "^8" });
  const host = testHost(cwd, { env: { npm_config_user_agent: "pnpm/10.1.0 npm/?" } });
  expect(await run(["--add"], host)).toBe(0);
  expect(host.ran).toEqual(["pnpm install"]);
  expect(host.printed()).toContain("pnpm run live");
});

test.each([
  ["no package.json", () => {}, "There is no package.json in ."],
  ["no JSON", () => writeFileSync(join(cwd, "package.json"), "{"), "is no JSON object"],
  ["another kind of app", () => void app({ hono: "^4" }), "is no app of Vite, Next or Express"],
  [
    "Alongside already",
    () => void app({ vite: "^8", "@alongside/core": "^0.1.0" }),
    "has Alongside already",
  ],
  [
    "a file of that name",
    () => {
      app({ vite: "^8" });
      writeFileSync(join(cwd, "rooms.js"), "mine");
    },
    "has a rooms.js already",
  ],
])("[R2026] with %s nothing is added, and one line says why", async (_name, prepare, words) => {
  prepare();
  const before = names().map((path) => [path, read(path)]);
  const host = testHost(cwd);
  expect(await run(ADD, host)).toBe(1);
  expect(host.failed()).toContain(words);
  expect(host.failed().split("\n")).toHaveLength(2);
  expect(names().map((path) => [path, read(path)])).toEqual(before);
});

test("[R2026] what was edited since is not taken back", async () => {
  app({ vite: "^8" });
  await run(ADD, testHost(cwd));
  const manifest = read("package.json");
  writeFileSync(join(cwd, "rooms.js"), `${read("rooms.js")}// mine\n`);
  const host = testHost(cwd);
  expect(await run(UNDO, host)).toBe(1);
  expect(host.failed()).toContain("rooms.js was edited since");
  expect(read("package.json")).toBe(manifest);
  expect(names()).toContain("live.js");
});

test("[R2026] where nothing was added there is nothing to take back", async () => {
  app({ vite: "^8" });
  const host = testHost(cwd);
  expect(await run(UNDO, host)).toBe(1);
  expect(host.failed()).toContain("There is nothing to take back");
});

test("[R2026] a file that cannot be written leaves the app as it was", async () => {
  const before = app({ vite: "^8" });
  mkdirSync(join(cwd, "src"));
  // In the place of what is written first, before it is moved.
  mkdirSync(join(cwd, "package.json.create-alongside"));
  const host = testHost(cwd);
  expect(await run(ADD, host)).toBe(1);
  expect(host.failed()).toContain("create-alongside: .: EEXIST");
  expect(names()).toEqual(["package.json", "package.json.create-alongside", "src"]);
  expect(read("package.json")).toBe(before);
});

test.each([
  [["--add", "--undo"], "--add or --undo"],
  [["--add", "--template", "bare"], "--template is for a new app"],
])("[R2014] %j is a wrong command line", async (args, words) => {
  const host = testHost(cwd);
  expect(await run(args, host)).toBe(2);
  expect(host.failed()).toContain(words);
});

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { whatIsMissing } from "../src/needs-node.ts";
import { Problem, problemOf } from "../src/problem.ts";
import { run } from "../src/run.ts";
import { testHost } from "./host.ts";

let cwd = "";
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "create-alongside-test-"));
});
afterEach(() => rmSync(cwd, { recursive: true }));

const QUIET = ["--no-install", "--no-git"];
const read = (path: string): string => readFileSync(join(cwd, path), "utf8");

test("[R2010] a folder gets a whole app, and nothing else is left beside it", async () => {
  const host = testHost(cwd);
  expect(await run(["apps/votes", "--template", "bare", ...QUIET], host)).toBe(0);
  expect(readdirSync(cwd)).toEqual(["apps"]);
  expect(readdirSync(join(cwd, "apps"))).toEqual(["votes"]);
  expect(JSON.parse(read("apps/votes/package.json"))).toMatchObject({ name: "votes" });
  expect(read("apps/votes/index.html")).toContain("<title>votes</title>");
  expect(read("apps/votes/deploy/votes.service")).toContain("/srv/votes");
  expect(read("apps/votes/.gitignore")).toContain("node_modules");
});

test("[R2010] what cannot be written leaves nothing behind", async () => {
  writeFileSync(join(cwd, "file"), "");
  const host = testHost(cwd);
  expect(await run(["file/my-app", ...QUIET], host)).toBe(1);
  expect(host.failed()).toBe("create-alongside: file/my-app is not a folder\n");
  expect(readdirSync(cwd)).toEqual(["file"]);
});

test.each([
  ["EACCES", "You may not write in here"],
  ["EROFS", "You may not write in here"],
  ["ENOSPC", "There is no room left on the disk of here"],
])("[R2010] %s is one line", (code, line) => {
  const problem = problemOf(Object.assign(new Error("no"), { code }), "here");
  expect(problem).toBeInstanceOf(Problem);
  expect(problem).toMatchObject({ message: line, exitCode: 1 });
});

test("[R2011] a folder that is not empty is left as it is", async () => {
  mkdirSync(join(cwd, "full"));
  writeFileSync(join(cwd, "full/notes\u001b[2J.txt"), "mine");
  const host = testHost(cwd);
  expect(await run(["full", ...QUIET], host)).toBe(1);
  expect(host.failed()).toBe("create-alongside: full is not empty: it has notes?[2J.txt in it\n");
  expect(readdirSync(join(cwd, "full"))).toHaveLength(1);
});

test("[R2011] a repository that has nothing else in it is empty", async () => {
  mkdirSync(join(cwd, "new/.git"), { recursive: true });
  expect(await run(["new", "--template", "bare", ...QUIET], testHost(cwd))).toBe(0);
  expect(readdirSync(join(cwd, "new"))).toContain("package.json");
  expect(readdirSync(join(cwd, "new"))).toContain(".git");
});

test("[R2012] a dot is the folder that one is in, and names the app", async () => {
  const here = join(cwd, "Our Board!");
  mkdirSync(here);
  const host = testHost(here);
  expect(await run([".", ...QUIET], host)).toBe(0);
  expect(JSON.parse(read("Our Board!/package.json"))).toMatchObject({ name: "our-board" });
  expect(host.printed()).not.toContain("cd ");
});

test.each(["node_modules", "...", "日本"])("[R2012] %s is no name for an app", async (name) => {
  const host = testHost(cwd);
  expect(await run([name, ...QUIET], host)).toBe(2);
  expect(host.failed()).toContain("cannot be the name of an app");
  expect(readdirSync(cwd)).toEqual([]);
});

test("[R2013] somebody at a terminal is asked for what they did not say, and nothing else", async () => {
  const host = testHost(cwd, { isTerminal: true, answers: ["", "x", "ba", "v"] });
  expect(await run(QUIET, host)).toBe(0);
  expect(host.printed()).toContain("Folder (my-app): \nTemplate: ");
  expect(host.printed()).toContain('There is no "x".');
  expect(read("my-app/REALTIME.md")).toContain("Template `bare`, vanilla.");
});

test.each([
  ["--yes", [], {}],
  ["CI", ["my-app"], { CI: "true" }],
  ["a coding agent", ["my-app"], { CLAUDECODE: "1" }],
  ["--json", ["my-app", "--json"], {}],
])("[R2013] with %s nothing is asked", async (name, args, env) => {
  const host = testHost(cwd, { isTerminal: true, env });
  const more = name === "--yes" ? ["--yes"] : [];
  expect(await run([...args, ...more, ...QUIET], host)).toBe(0);
  expect(read("my-app/REALTIME.md")).toContain("Template `board`, react.");
});

test("[R2013] without a folder and anybody to ask it says what to type", async () => {
  const host = testHost(cwd);
  expect(await run([], host)).toBe(2);
  expect(host.failed()).toContain("npm create alongside@latest my-app");
});

test.each([
  [["a", "b"], /Unexpected "b"/],
  [["a", "--template", "bord"], /--template is board.*got "bord"/],
  [["a", "--framework", "vue"], /--framework is react.*got "vue"/],
  [["a", "--pm", "cnpm"], /--pm is npm, pnpm, yarn or bun, got "cnpm"/],
  [["a", "--unknown"], /Unknown option '--unknown'/],
])("[R2014] %j is a wrong command line", async (args, words) => {
  const host = testHost(cwd);
  expect(await run(args, host)).toBe(2);
  expect(host.failed()).toMatch(words);
  expect(host.failed().split("\n")).toHaveLength(2);
  expect(readdirSync(cwd)).toEqual([]);
});

test("[R2014] --help and --version print and end well", async () => {
  const host = testHost(cwd);
  expect(await run(["--help"], host)).toBe(0);
  expect(await run(["--version"], host)).toBe(0);
  expect(host.printed()).toMatch(/--template NAME[^]*\n\d+\.\d+\.\d+\n$/);
});

test("[R2015] an older Node is told in one line what is needed", () => {
  expect(whatIsMissing("20.19.0")).toContain("22.21");
  expect(whatIsMissing("23.11.0")).toContain("this is 23.11.0");
  expect(whatIsMissing("22.21.0")).toBeUndefined();
  expect(whatIsMissing("24.9.0")).toBeUndefined();
});

test("[R2017] the package manager that runs it installs, and is the one that the files name", async () => {
  const env = { npm_config_user_agent: "pnpm/10.1.0 npm/? node/v24.1.0 linux x64" };
  const host = testHost(cwd, { env });
  expect(await run(["my-app", "--template", "bare", "--no-git"], host)).toBe(0);
  expect(host.ran[0]).toBe("pnpm install");
  expect(read("my-app/README.md")).toContain("pnpm run dev");
  expect(read("my-app/README.md")).not.toMatch(/(?<!p)npm run/);
  expect(read("my-app/Dockerfile")).toContain("pnpm install --frozen-lockfile && pnpm run build");
});

test.each([
  ["npm error code EAI_AGAIN\nnpm error request to https://registry failed", "is there a network?"],
  ["npm error code ETARGET\nnpm error notarget No matching version", "No matching version"],
])("[R2019] an app whose packages did not come is whole, and says why: %j", async (said, words) => {
  const host = testHost(cwd, { ends: () => ({ code: 1, said }) });
  expect(await run(["my-app", "--template", "bare", "--no-git"], host)).toBe(3);
  expect(host.failed()).toContain(words);
  expect(host.failed().split("\n")).toHaveLength(2);
  expect(host.printed()).toMatch(/Next:\n\n {2}cd my-app\n {2}npm install\n {2}npm run dev\n$/);
  expect(readdirSync(join(cwd, "my-app"))).toContain("REALTIME.md");
});

test("[R2018] packages come from a folder where one is named, and all of them have to be there", async () => {
  mkdirSync(join(cwd, "packed"));
  const packed = ["client", "core", "server", "ui", "testing"];
  for (const name of packed) writeFileSync(join(cwd, `packed/alongside-${name}-1.2.3.tgz`), "");
  const args = ["my-app", "--template", "bare", "--packages", "packed", ...QUIET];
  const host = testHost(cwd);
  expect(await run(args, host)).toBe(1);
  expect(host.failed()).toContain("there is no alongside-react-….tgz in");
  expect(await run([...args, "--framework", "vanilla"], host)).toBe(0);
  expect(JSON.parse(read("my-app/package.json"))).toMatchObject({
    dependencies: { "@alongside/core": `file:${join(cwd, "packed/alongside-core-1.2.3.tgz")}` },
  });
});

test("[R2023] --json is one object, and all else goes to standard error", async () => {
  const host = testHost(cwd, {
    ends: (line) => ({ code: line.includes("rev-parse") ? 128 : 0, said: "" }),
  });
  expect(await run(["my-app", "--template", "bare", "--json"], host)).toBe(0);
  expect(JSON.parse(host.printed())).toMatchObject({
    name: "my-app",
    folder: join(cwd, "my-app"),
    template: "bare",
    framework: "react",
    packageManager: "npm",
    installed: true,
    git: true,
    next: ["cd my-app", "npm run dev"],
  });
  expect(host.failed()).toContain("Installing");
  expect(host.ran.at(-1)).toBe("git init --quiet");
});

const REPORT = "# Report\n\nUnder 100 ms.\n\n## People at once\n\n| 5 | 4 ms |\n";

test("[R2024] what was measured on the spot is in REALTIME.md, and is printed", async () => {
  const host = testHost(cwd, {
    ends: (line) => (line.includes("report") ? { out: REPORT, said: REPORT } : {}),
  });
  expect(await run(["my-app", "--template", "bare", "--no-git"], host)).toBe(0);
  expect(host.ran[1]).toContain(
    'report --rooms server/rooms.ts --clients 50 --seconds 8 --mutation vote --args {"by":1}',
  );
  const report = read("my-app/REALTIME.md");
  expect(report).toContain("## Performance\n\nUnder 100 ms.\n\n#### People at once");
  expect(host.printed()).toContain(report);
  for (const heading of ["Architecture", "Data flow", "Features", "Files", "Next"])
    expect(report).toContain(`\n## ${heading}\n`);
  expect(report).toContain("- REALTIME.md\n");
});

test.each([
  ["it could not be", [], "Not measured: alongside: Port 4000 is taken"],
  ["nobody wanted it", ["--no-measure"], "Not measured."],
])("[R2024] where %s, it says that nothing was measured", async (_why, args, words) => {
  const said = "working …\nalongside: Port 4000 is taken\n";
  const ends = (line: string) => (line.includes("report") ? { code: 1, said } : {});
  const host = testHost(cwd, { ends });
  expect(await run(["my-app", "--template", "bare", "--no-git", ...args], host)).toBe(0);
  expect(read("my-app/REALTIME.md")).toContain(`## Performance\n\n${words}`);
});

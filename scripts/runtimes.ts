// `npm run runtimes`: packs the packages, installs them in a temporary folder beside the runtimes and test runners that npm can bring, and
// has each of them run the program of `fixtures/runtimes` against a real server. Prints the table of docs/runtimes.md. Needs the
// npm registry; what it does not bring for this machine is skipped by name.
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { install, pack } from "./npm.ts";
import { inRunner, inRuntime, inWorkerd, type Seen, serve, serverOf } from "./runtimes/run.ts";
import { find, NODES, nodePackage } from "./runtimes/find.ts";

const root = join(import.meta.dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "alongside-runtimes-"));
const cwd = join(folder, "app");
const WAYS = ["any", "websocket", "stream", "polling"] as const;

/** What a client says of transports that are not there. */
const NONE = /^board:\S+ cannot be joined here: there is no global WebSocket or fetch/;
const TOO_OLD = /^Error: @alongside\/server needs Node /m;

interface Row {
  readonly name: string;
  /** The transports that this runtime does not have. */
  readonly without?: readonly string[];
  readonly visit: (url: string) => Promise<Seen>;
  /** Starts the server there, and has it visited; "one line" where it says what it needs. */
  readonly server?: () => Promise<string>;
}

/** A runtime as it is, with its server, and its development build; just its name where npm brought none. */
function runtime(
  name: string,
  command: readonly string[] | undefined,
  without: readonly string[] = [],
): readonly (Row | string)[] {
  if (command === undefined) return [name];
  return [
    {
      name,
      without,
      visit: (url) => inRuntime(cwd, command, url),
      server: () => serverOf(cwd, command, TOO_OLD),
    },
    {
      name: `${name}, development`,
      without,
      async visit(url) {
        const seen = await inRuntime(cwd, [...command, "--conditions=development"], url);
        return seen.isFrozen === true ? seen : { ...seen, any: "is no development build" };
      },
    },
  ];
}

function runner(name: string, command: readonly string[], without: readonly string[] = []): Row {
  return { name, without, visit: (url) => inRunner(cwd, [process.execPath, ...command], url) };
}

function rows(): readonly (Row | string)[] {
  const { node, bun, deno, workerd } = find(cwd);
  const jest = ["--experimental-vm-modules", "--no-warnings", "node_modules/jest/bin/jest.js"];
  const project = "--selectProjects";
  const vitest = ["node_modules/vitest/vitest.mjs", "run", "--project"];
  return [
    ...NODES.flatMap((version) => {
      const without = version.startsWith("20.") ? ["websocket"] : [];
      return runtime(`Node ${version}`, node(version), without);
    }),
    ...runtime(`Node ${process.versions.node}`, [process.execPath]),
    ...runtime("Bun", bun),
    ...runtime("Deno", deno && [...deno, "run", "-A", "--node-modules-dir=manual"]),
    workerd ? { name: "workerd", visit: (url) => inWorkerd(cwd, workerd, url) } : "workerd",
    runner("Jest, Node", [...jest, project, "node", "commonjs"]),
    runner("Jest, jsdom", [...jest, project, "jsdom"], ["stream", "polling"]),
    ...["node", "jsdom", "happy-dom"].map((page) => runner(`Vitest, ${page}`, [...vitest, page])),
  ];
}

/** What is in the table for one way, and whether it is as it has to be. */
function judge(way: string, said: string | undefined, without: readonly string[] = []) {
  if (said === "works") return { cell: "works", isRight: !without.includes(way) };
  const isNone = without.includes(way) && NONE.test(said ?? "");
  return { cell: isNone ? "none" : "FAILED", isRight: isNone };
}

async function tryOne(row: Row, url: string): Promise<void> {
  const wrong: string[] = [];
  let seen: Seen = {};
  try {
    seen = await row.visit(url);
  } catch (error) {
    wrong.push((error as Error).message);
  }
  const cells = WAYS.map((way) => {
    const { cell, isRight } = judge(way, seen[way], row.without);
    if (!isRight) wrong.push(`${way}: ${seen[way] ?? "nothing was seen"}`);
    return cell;
  });
  if (seen.rendered !== undefined && seen.rendered !== "<p>no votes</p>")
    wrong.push(`hooks rendered ${seen.rendered}`);
  let server = "";
  try {
    server = (await row.server?.()) ?? "";
  } catch (error) {
    server = "FAILED";
    wrong.push((error as Error).message);
  }
  console.log(`| ${[row.name, ...cells, server].join(" | ")} |`);
  for (const why of wrong) console.error(`${row.name}: ${why}`);
  if (wrong.length > 0) process.exitCode = 1;
}

try {
  const tarballs = join(folder, "tarballs");
  mkdirSync(tarballs);
  cpSync(join(root, "fixtures/runtimes"), cwd, { recursive: true });
  const packed = await pack(tarballs);
  await install("runtimes", cwd, ...packed);
  for (const version of NODES) {
    // oxlint-disable-next-line no-await-in-loop -- npm works in one folder
    await install(`Node ${version}`, cwd, nodePackage(version)).catch(console.error);
  }
  const { url, stop } = await serve(cwd, [process.execPath]);
  try {
    console.log(
      `| runtime | any | WebSocket | stream | polling | server |\n|${" --- |".repeat(6)}`,
    );
    for (const row of rows()) {
      if (typeof row === "string") console.log(`| ${row} | skipped: npm brought none | | | | |`);
      // oxlint-disable-next-line no-await-in-loop -- one after the other, as each takes a processor
      else await tryOne(row, `${url}/live`);
    }
  } finally {
    stop();
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

import { execFile, spawn } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { promisify, stripVTControlCharacters } from "node:util";

const RUN_MS = 90_000;
const START_MS = 30_000;

/** What came of a visit over each transport: "works", or what went wrong. */
export interface Seen {
  readonly any?: string;
  readonly websocket?: string;
  readonly stream?: string;
  readonly polling?: string;
  readonly isFrozen?: boolean;
  readonly rendered?: string;
}

type Command = readonly string[];

async function run(cwd: string, command: Command, env: Readonly<Record<string, string>> = {}) {
  const [exe = "", ...args] = command;
  const options = { cwd, timeout: RUN_MS, env: { ...process.env, NO_COLOR: "1", ...env } };
  try {
    return (await promisify(execFile)(exe, args, options)).stdout;
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    throw new Error(stripVTControlCharacters(`${stdout}${stderr}`).slice(0, 4000), {
      cause: error,
    });
  }
}

/** Has a runtime run the program. */
export async function inRuntime(cwd: string, command: Command, url: string): Promise<Seen> {
  return JSON.parse(await run(cwd, [...command, "main.js", url])) as Seen;
}

/** Has a test runner run it. */
export async function inRunner(cwd: string, command: Command, url: string): Promise<Seen> {
  const file = join(cwd, "seen.json");
  await run(cwd, command, { ALONGSIDE_URL: url, ALONGSIDE_SEEN: file });
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Seen;
  } finally {
    rmSync(file);
  }
}

/** Bundles the program for workerd, starts that, and has it make the visit. */
export async function inWorkerd(cwd: string, [workerd]: readonly [string], url: string) {
  const bundle = ["worker.js", "--bundle", "--format=esm", "--conditions=workerd,worker,browser"];
  await run(cwd, ["node_modules/.bin/esbuild", ...bundle, "--outfile=dist/worker.js"]);
  const address = `127.0.0.1:${await freePort()}`;
  const child = spawn(workerd, ["serve", "worker.capnp", "--socket-addr", `http=${address}`], {
    cwd,
    stdio: ["ignore", "inherit", "inherit"],
  });
  try {
    return await ask(`http://${address}/?url=${encodeURIComponent(url)}`);
  } finally {
    child.kill();
  }
}

/** Asks until somebody listens. */
async function ask(url: string, until = performance.now() + START_MS): Promise<Seen> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(RUN_MS) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${response.status} ${text}`);
    return JSON.parse(text) as Seen;
  } catch (error) {
    if (!(error instanceof TypeError) || performance.now() > until) throw error;
    await new Promise((resolve) => setTimeout(resolve, 200));
    return ask(url, until);
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** Starts the server in a runtime. Rejects with what it printed where it ends before it listens. */
export function serve(cwd: string, command: Command) {
  const [exe = "", ...args] = command;
  const child = spawn(exe, [...args, "serve.js", join(cwd, `rooms-${performance.now()}.db`)], {
    cwd,
    env: { ...process.env, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const stop = (): void => void child.kill();
  return new Promise<{ readonly url: string; readonly stop: () => void }>((resolve, reject) => {
    let said = "";
    const timer = setTimeout(stop, START_MS);
    const hear = (data: Buffer): void => {
      said += data.toString();
      const url = /^http:\S+/m.exec(said)?.[0];
      if (url === undefined) return;
      clearTimeout(timer);
      resolve({ url, stop });
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.on("close", () => {
      clearTimeout(timer);
      reject(new Error(said));
    });
  });
}

/** How the server does in a runtime, visited by this Node. A Node that is too old has to say so, also at its command line. */
export async function serverOf(cwd: string, command: Command, tooOld: RegExp): Promise<string> {
  try {
    const { url, stop } = await serve(cwd, command);
    try {
      const seen = await inRuntime(cwd, [process.execPath], `${url}/live`);
      for (const way of ["any", "websocket", "stream", "polling"] as const)
        if (seen[way] !== "works") throw new Error(`its server, over ${way}: ${seen[way]}`);
    } finally {
      stop();
    }
    return "works";
  } catch (error) {
    if (!tooOld.test((error as Error).message)) throw error;
  }
  const main = "node_modules/@alongside/server/dist/main.js";
  const line = await run(cwd, [...command, main, "--version"]).catch(
    (error: Error) => error.message,
  );
  if (!/^alongside: @alongside\/server needs Node [^\n]+\n$/.test(line))
    throw new Error(`its command line said ${line}`);
  return "one line";
}

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { onTestFinished } from "vitest";

const MAIN = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
/** What a module outside the workspace imports core by. */
export const CORE = pathToFileURL(
  fileURLToPath(new URL("../../../core/src/index.ts", import.meta.url)),
).href;
export const ROOMS = `
import { defineRoom, value } from ${JSON.stringify(CORE)};
export const Board: ReturnType<typeof defineRoom> = defineRoom("board", { version: 1, storage: { title: value("") } });
`;

/** A folder of its own, as a team would have it. */
export function project(files: Readonly<Record<string, string>> = { "rooms.ts": ROOMS }): string {
  const folder = mkdtempSync(join(tmpdir(), "alongside-cli-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

export interface Running {
  readonly child: ChildProcess;
  readonly out: () => string;
  readonly ended: Promise<{ readonly code: number | null; readonly out: string }>;
}

/** Runs the command line, until the test is over at most. */
export function alongside(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Running {
  const running = start(folder, args, env);
  onTestFinished(() => void running.child.kill("SIGKILL"));
  return running;
}

/** Runs the command line. Whoever calls this ends it. */
export function start(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Running {
  const child = spawn(process.execPath, ["--conditions=source", MAIN, ...args], {
    cwd: folder,
    env: { ...process.env, ALONGSIDE_JWT_SECRET: "", ...env },
  });
  let out = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (data: Buffer) => void (out += data.toString()));
  const ended = new Promise<{ code: number | null; out: string }>((resolve) => {
    child.on("close", (code) => resolve({ code, out }));
  });
  return { child, out: () => out, ended };
}

/** The URL that a started server prints. */
export async function urlOf(running: Running): Promise<string> {
  let isOver = false;
  void running.ended.then(() => (isOver = true));
  for (;;) {
    const url = /Alongside is at (http:[^\s"]+)[\s"]/.exec(running.out())?.[1];
    if (url !== undefined) return url;
    if (isOver) throw new Error(`The server ended: ${running.out()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

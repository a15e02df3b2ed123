import { spawn } from "node:child_process";
import { createInterface } from "node:readline/promises";
import type { Environment } from "./environment.ts";

/** How a program ended, and what it printed last. */
export interface Ended {
  /** Undefined where it could not be started. */
  readonly code: number | undefined;
  readonly said: string;
  /** What it printed on standard output alone. */
  readonly out: string;
}

/** What the command needs of the machine. */
export interface Host {
  readonly env: Environment;
  readonly cwd: string;
  /** Whether somebody sits at the terminal. */
  readonly isTerminal: boolean;
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
  /** Asks in one line; the answer without space around it. */
  readonly ask: (question: string) => Promise<string>;
  /** Runs a program in a folder, and waits. */
  readonly exec: (
    folder: string,
    command: string,
    args: readonly string[],
    env?: Environment,
  ) => Promise<Ended>;
  readonly now: () => number;
}

/** As much of what a program prints is kept, in UTF-16 code units. */
const SAID = 20_000;

/** This process. */
export function realHost(): Host {
  // Whoever reads along may stop, as `head` does: what is made is made all the same.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  return {
    env: process.env,
    cwd: process.cwd(),
    isTerminal: process.stdin.isTTY && process.stdout.isTTY,
    out: (text) => void process.stdout.write(text),
    error: (text) => void process.stderr.write(text),
    async ask(question) {
      const lines = createInterface({ input: process.stdin, output: process.stdout });
      try {
        return (await lines.question(question)).trim();
      } finally {
        lines.close();
      }
    },
    exec: (folder, command, args, env = {}) =>
      new Promise((resolve) => {
        const child = spawn(command, [...args], {
          cwd: folder,
          env: { ...process.env, ...env },
          stdio: ["ignore", "pipe", "pipe"],
          // On Windows the package managers are scripts.
          shell: process.platform === "win32",
        });
        let [said, out] = ["", ""];
        const hear = (data: Buffer): void => {
          said = (said + data.toString()).slice(-SAID);
        };
        child.stdout.on("data", (data: Buffer) => {
          out = (out + data.toString()).slice(-10 * SAID);
          hear(data);
        });
        child.stderr.on("data", hear);
        child.on("error", (error) => resolve({ code: undefined, said: error.message, out }));
        child.on("close", (code) => resolve({ code: code ?? 1, said, out }));
      }),
    now: () => Date.now(),
  };
}

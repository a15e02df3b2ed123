import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const running = new Set<Child>();

/** A process that this bench started, spoken to in questions and answers. It is ended by its id. */
export class Child {
  readonly process: ChildProcess;
  readonly #waiting: ((answer: unknown) => void)[] = [];
  #failure: Error | undefined;

  constructor(process: ChildProcess, what: string) {
    this.process = process;
    running.add(this);
    process.on("message", (said) => this.#waiting.shift()?.(said));
    process.on("exit", (code, signal) => {
      running.delete(this);
      this.#failure = new Error(`${what} ended with ${code ?? signal}`);
      for (const wake of this.#waiting.splice(0)) wake(this.#failure);
    });
  }

  get pid(): number {
    return this.process.pid ?? 0;
  }

  /** Sends a question and waits for the answer; questions are answered in order. */
  async ask<T>(question: object): Promise<T> {
    if (this.#failure !== undefined) throw this.#failure;
    const said = new Promise<unknown>((resolve) => this.#waiting.push(resolve));
    this.process.send(question);
    return asAnswer<T>(await said);
  }

  /** The next thing it says by itself. */
  async hear<T>(): Promise<T> {
    if (this.#failure !== undefined) throw this.#failure;
    return asAnswer<T>(await new Promise<unknown>((resolve) => this.#waiting.push(resolve)));
  }

  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = once(this.process, "exit");
    this.process.kill(signal);
    const late = setTimeout(() => this.process.kill("SIGKILL"), 3000);
    await ended;
    clearTimeout(late);
  }
}

function asAnswer<T>(said: unknown): T {
  if (said instanceof Error) throw said;
  if (typeof said === "object" && said !== null && "error" in said) {
    throw new Error(String(said.error));
  }
  return said as T;
}

/** Starts a program of this folder with Node; `args` reach it as one JSON argument. */
export function startNode(program: string, args: object, flags: readonly string[] = []): Child {
  const path = fileURLToPath(new URL(program, import.meta.url));
  const options = {
    stdio: ["ignore", "ignore", "inherit", "ipc"] as ("ignore" | "inherit" | "ipc")[],
  };
  return new Child(
    spawn(process.execPath, [...flags, path, JSON.stringify(args)], options),
    program,
  );
}

/** Starts any other program. */
export function startProgram(
  path: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env?: NodeJS.ProcessEnv },
): Child {
  return new Child(spawn(path, args, { ...options, stdio: "ignore" }), path);
}

export async function stopAll(): Promise<void> {
  await Promise.all(Array.from(running, (child) => child.stop()));
}

/** In a started program: its arguments. */
export function argumentsOf<T>(): T {
  return JSON.parse(process.argv[2] ?? "{}") as T;
}

/** In a started program: answers each question of the bench, in order; ends with the bench. */
export function answer(handle: (question: never) => unknown): void {
  process.on("disconnect", () => process.exit());
  let last: Promise<unknown> = Promise.resolve();
  process.on("message", (question) => {
    last = last
      .then(() => handle(question as never))
      .then(
        (reply) => process.send?.(reply ?? {}),
        (error: unknown) => process.send?.({ error: error instanceof Error ? error.stack : error }),
      );
  });
}

/** CPU time of all threads of a process so far, in ms (Linux only; in steps of 10 ms). */
export function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /, "")
    .split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** CPU time of this thread so far, in ms: what is computed here takes so long on a machine that does nothing else. In steps of some ms. */
export function ownCpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** Resident memory of a process in bytes (Linux only). */
export function residentBytes(pid: number): number {
  const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return Number(line?.[1]) * 1024;
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

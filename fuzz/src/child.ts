import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** A process of ours, which answers questions in order. It is ended by its id. */
export class Child {
  readonly #process: ChildProcess;
  readonly #waiting: { resolve(answer: unknown): void; reject(error: Error): void }[] = [];
  #end: string | undefined;
  /** The end of what it wrote to stderr. */
  #stderr = "";

  constructor(program: string, args: readonly string[], flags: readonly string[], env = {}) {
    this.#process = fork(fileURLToPath(new URL(program, import.meta.url)), args, {
      execArgv: ["--conditions=source", ...flags],
      stdio: ["ignore", "ignore", "pipe", "ipc"],
      env: { ...process.env, ...env },
    });
    this.#process.stderr?.on("data", (chunk: Buffer) => {
      this.#stderr = (this.#stderr + chunk.toString()).slice(-4000);
    });
    this.#process.on("message", (answer) => this.#waiting.shift()?.resolve(answer));
    // It is dying, which "exit" tells.
    this.#process.on("error", () => undefined);
    this.#process.on("exit", (code, signal) => {
      this.#end = `${program} ended with ${signal ?? code}: ${this.#stderr}`;
      for (const { reject } of this.#waiting.splice(0)) reject(new Error(this.#end));
    });
  }

  /** How it ended; undefined while it runs. */
  get end(): string | undefined {
    return this.#end;
  }

  /** The next thing it says. Rejects when it ends before. */
  hear<T>(): Promise<T> {
    if (this.#end !== undefined) return Promise.reject(new Error(this.#end));
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ resolve: (answer) => resolve(answer as T), reject });
    });
  }

  ask<T>(question: object): Promise<T> {
    const answer = this.hear<T>();
    if (this.#end === undefined) this.#process.send(question);
    return answer;
  }

  async stop(): Promise<void> {
    if (this.#end !== undefined) return;
    const ended = once(this.#process, "exit");
    this.#process.kill("SIGKILL");
    await ended;
  }
}

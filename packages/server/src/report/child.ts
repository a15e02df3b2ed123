import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";

/** How long a process may take to end by itself, in ms. */
const END_MS = 5000;

/** A process of a report. It is told what to do in its environment: an argument is seen by everybody on the machine. */
export class Child<Told, Heard extends object> {
  readonly #child: ChildProcess;
  readonly #listeners = new Set<(told: Told) => void>();
  /** Resolves with words for how it ended. */
  readonly ended: Promise<string>;

  /** It runs in the app's folder. */
  constructor(name: "load-child" | "server-child", folder: string, order: object) {
    const file = `./${name}${import.meta.url.endsWith(".ts") ? ".ts" : ".js"}`;
    this.#child = fork(fileURLToPath(new URL(file, import.meta.url)), [], {
      cwd: folder,
      env: { ...process.env, ALONGSIDE_REPORT_ORDER: JSON.stringify(order) },
      execArgv: [...process.execArgv, "--expose-gc", "--max-semi-space-size=4"],
      // What the app's modules print is not the report.
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    this.#child.on("message", (told: Told) => {
      for (const listener of this.#listeners) listener(told);
    });
    this.ended = new Promise((resolve) => {
      // No process at all: a folder that is not there, say.
      this.#child.once("error", (error) => resolve(error.message));
      this.#child.once("exit", (code, signal) => resolve(signal ?? `the code ${String(code)}`));
    });
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  tell(heard: Heard): void {
    if (this.#child.connected) this.#child.send(heard, () => undefined);
  }

  /** Calls back with all that it tells. Returns what ends that. */
  listen(listener: (told: Told) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The next thing that it tells which `pick` takes; undefined where it ends before. */
  next<T>(pick: (told: Told) => T | undefined): Promise<T | undefined> {
    return new Promise((resolve) => {
      const stop = this.listen((told) => {
        const picked = pick(told);
        if (picked === undefined) return;
        stop();
        resolve(picked);
      });
      void this.ended.then(() => {
        stop();
        resolve(undefined);
      });
    });
  }

  /** Ends it at once. */
  async kill(): Promise<void> {
    if (this.isRunning) this.#child.kill("SIGKILL");
    await this.ended;
  }

  /** Waits until it has ended, and ends it where that takes too long. */
  async gone(): Promise<void> {
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), END_MS);
    await this.ended;
    clearTimeout(timer);
  }
}

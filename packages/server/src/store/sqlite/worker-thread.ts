import { existsSync } from "node:fs";
import { type Transferable, Worker } from "node:worker_threads";
import { MARK_EXTERNAL } from "../../bundled.ts";
import { BatchFailure } from "./batch-appender.ts";
import { type Handlers, type Message, type Question, fromFailure, toFailure } from "./wire.ts";

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

type Answer<F> = F extends (...args: never[]) => infer R ? Promise<Awaited<R>> : never;

/**
 * The main thread's end of a worker, which starts with the first question and, when it died, again with the next one. It keeps the process
 * alive only while an answer is owed.
 */
export class WorkerThread<A extends Handlers> {
  readonly #file: string;
  readonly #url: URL;
  readonly #data: unknown;
  readonly #asked: Handlers;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #count = 0;

  /**
   * `file` is the worker's file beside this one, without its ending; `asked` are the questions it may ask back. Throws `Error`
   * when the file is not there, as in a bundle.
   */
  constructor(file: string, data: unknown, asked: Handlers = {}) {
    this.#file = file;
    this.#url = urlOf(file);
    this.#data = data;
    this.#asked = asked;
  }

  ask<K extends keyof A & string>(
    name: K,
    ...args: A[K] extends (...args: infer P) => unknown ? P : never
  ): Answer<A[K]> {
    return this.send(name, args, []) as Answer<A[K]>;
  }

  /** Like {@link ask}; the buffers in `transfer` are handed over instead of copied. */
  send(
    name: string,
    args: readonly unknown[],
    transfer: readonly Transferable[],
  ): Promise<unknown> {
    const worker = (this.#worker ??= this.#start());
    return new Promise((resolve, reject) => {
      const id = ++this.#count;
      // First, as it throws for what cannot be handed over; then nothing is waited for.
      worker.postMessage({ id, ask: name, args } satisfies Message, transfer);
      if (this.#waiting.size === 0) worker.ref();
      this.#waiting.set(id, { resolve, reject });
    });
  }

  /** Lets the worker finish and close its connection. */
  async close(): Promise<void> {
    const worker = this.#worker;
    if (!worker) return;
    const ended = new Promise<void>((resolve) => worker.once("exit", () => resolve()));
    await this.send("close", [], []).catch(() => {});
    worker.ref();
    await ended;
  }

  #start(): Worker {
    const source = this.#url.pathname.endsWith(".ts");
    const worker = new Worker(this.#url, {
      workerData: this.#data,
      name: this.#file,
      // A worker of the sources imports the sources of other packages.
      ...(source ? { execArgv: ["--conditions=source"] } : {}),
    });
    worker.unref();
    let cause: unknown;
    worker.on("message", (message: Message) => this.#receive(worker, message));
    worker.on("error", (error) => (cause = error));
    // Which question it answers is not known, so none may wait any longer.
    worker.on("messageerror", (error) => {
      cause = error;
      void worker.terminate();
    });
    worker.on("exit", () => {
      if (this.#worker === worker) this.#worker = undefined;
      const because = cause === undefined ? "" : `: ${(cause as Error).message}`;
      const failure = new BatchFailure(
        new Error(`The thread ${this.#file} has stopped${because}`, { cause }),
        true,
      );
      for (const { reject } of this.#waiting.values()) reject(failure);
      this.#waiting.clear();
    });
    return worker;
  }

  #receive(worker: Worker, message: Message): void {
    const { id } = message;
    if ("ask" in message) {
      void this.#answer(worker, message);
      return;
    }
    const waiting = this.#waiting.get(id);
    if (!waiting) return;
    this.#waiting.delete(id);
    if (this.#waiting.size === 0) worker.unref();
    if ("failure" in message) waiting.reject(fromFailure(message.failure));
    else waiting.resolve(message.value);
  }

  async #answer(worker: Worker, { id, ask, args }: Question): Promise<void> {
    const answer: Message = await this.#value(ask, args).then(
      (value) => ({ id, value }),
      (error: unknown) => ({ id, failure: toFailure(error) }),
    );
    try {
      worker.postMessage(answer, []);
    } catch (error) {
      worker.postMessage({ id, failure: toFailure(error) } satisfies Message, []);
    }
  }

  async #value(ask: string, args: readonly unknown[]): Promise<unknown> {
    return (this.#asked[ask] as (...args: readonly unknown[]) => unknown)(...args);
  }
}

/** Where a worker's file is. Throws `Error` when it is not beside this one. */
function urlOf(file: string): URL {
  // A bundle of CommonJS has no address of its own.
  const here = import.meta.url as string | undefined;
  if (here !== undefined && here !== "") {
    const url = new URL(`./${file}${here.endsWith(".ts") ? ".ts" : ".js"}`, here);
    if (existsSync(url)) return url;
  }
  throw new Error(
    `sqlite() runs threads from files of @alongside/server, and ${file}.js is not beside this bundle: ${MARK_EXTERNAL}`,
  );
}

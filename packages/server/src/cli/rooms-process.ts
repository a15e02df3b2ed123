import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Listening } from "../server.ts";
import type { ServeCommand } from "./command.ts";

/** What the process with the rooms is told. */
export type Order =
  /** Open the store and listen. `isFirst`: no other process has served before it. */
  | { readonly name: "serve"; readonly port: number; readonly isFirst: boolean }
  /** Save the rooms and end. */
  | { readonly name: "stop" };

/** What the process with the rooms tells. */
export type Told =
  /** It reads this file, or has looked for it in vain. */
  | { readonly name: "file"; readonly file: string; readonly stamp?: string | undefined }
  | { readonly name: "loaded" }
  | { readonly name: "serving"; readonly at: Listening }
  /** It does not do what it was told, for a reason that the person at the terminal can put right, and ends. */
  | { readonly name: "failed"; readonly message: string; readonly exitCode: 1 | 2 };

/** It has ended, by itself or because it was told to. */
interface Ended {
  readonly name: "ended";
  readonly code: number | null;
}

/** How it failed. */
export type Failure = Extract<Told, { readonly name: "failed" }> | Ended;

const CHILD = import.meta.url.endsWith(".ts") ? "./rooms-child.ts" : "./rooms-child.js";

/** How long it may take to save its rooms, in ms. */
const STOP_MS = 10_000;

/** A process that loads the rooms, and serves them once it is told to. */
export class RoomsProcess {
  readonly #child: ChildProcess;
  /** Resolves once it has ended. */
  readonly ended: Promise<Ended>;
  /** Resolves once it has loaded the rooms, or has failed. */
  readonly loaded: Promise<{ readonly name: "loaded" } | Failure>;

  /** `onFile` is told of each file that it reads, and what its stamp was before. */
  constructor(command: ServeCommand, onFile: (file: string, stamp: string | undefined) => void) {
    this.#child = fork(fileURLToPath(new URL(CHILD, import.meta.url)), [JSON.stringify(command)]);
    this.#child.on("message", (told: Told) => {
      if (told.name === "file") onFile(told.file, told.stamp);
    });
    this.ended = new Promise((resolve) => {
      this.#child.once("exit", (code) => resolve({ name: "ended", code }));
    });
    this.loaded = this.#told("loaded");
  }

  /** Opens the store and listens. Resolves once that is done, or has failed. */
  serve(port: number, isFirst: boolean) {
    const told = this.#told("serving");
    this.#send({ name: "serve", port, isFirst });
    return told;
  }

  /** Has it save its rooms. Resolves once it has ended. */
  async stop(): Promise<void> {
    this.#send({ name: "stop" });
    const timer = setTimeout(() => this.kill(), STOP_MS);
    await this.ended;
    clearTimeout(timer);
  }

  /** Ends it at once. */
  kill(): void {
    this.#child.kill("SIGKILL");
  }

  #send(order: Order): void {
    // One that has just ended by itself hears nothing; `ended` resolves.
    if (this.#child.connected) this.#child.send(order, () => undefined);
  }

  #told<N extends "loaded" | "serving">(
    name: N,
  ): Promise<Extract<Told, { readonly name: N }> | Failure> {
    return new Promise((resolve) => {
      this.#child.on("message", (told: Told) => {
        if (told.name === name || told.name === "failed")
          resolve(told as Extract<Told, { readonly name: N }> | Failure);
      });
      void this.ended.then(resolve);
    });
  }
}

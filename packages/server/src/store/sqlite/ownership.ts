import type { Clock } from "@alongside/core/engine";
import { CheckFailed } from "../store.ts";
import { FileLock, type Owner } from "./file-lock.ts";

/** How long a store waits for another one to let go of its file, in ms: longer than a graceful stop takes. */
const PATIENCE_MS = 10_000;

/** How often it looks meanwhile, in ms. */
const LOOK_MS = 50;

interface OwnershipOptions {
  /** The database; the lock lies beside it. */
  readonly file: string;
  readonly clock: Clock;
  /** Told once, when somebody else has the file. */
  readonly onWait: (message: string) => void;
}

/** The right to use a database file, which one store has at a time: two would order the same rooms, each without the other. */
export class Ownership {
  readonly #options: OwnershipOptions;
  readonly #lock: FileLock;
  #isHeld: boolean;
  #giveUp: (() => void) | undefined;
  /** Resolves once the file is ours. Rejects with {@link CheckFailed} when somebody else kept it. */
  readonly held: Promise<void>;

  constructor(options: OwnershipOptions) {
    const { file, clock, onWait } = options;
    this.#options = options;
    this.#lock = new FileLock(`${file}-lock`);
    try {
      this.#isHeld = this.#lock.take(clock.now());
    } catch (error) {
      this.#lock.release();
      const { message } = error as Error;
      throw new Error(`Cannot take the lock ${file}-lock: ${message}`, { cause: error });
    }
    if (this.#isHeld) {
      this.held = Promise.resolve();
      return;
    }
    onWait(`Waiting for ${file}: ${told(this.#lock.owner())} has it`);
    this.held = this.#wait();
    // Whoever asks something of the store hears of it.
    this.held.catch(() => undefined);
  }

  get isHeld(): boolean {
    return this.#isHeld;
  }

  /** Waits no longer: the store is closed. */
  giveUp(): void {
    this.#giveUp?.();
  }

  release(): void {
    this.#isHeld = false;
    this.#lock.release();
  }

  #wait(): Promise<void> {
    const { file, clock } = this.#options;
    const until = clock.now() + PATIENCE_MS;
    return new Promise((resolve, reject) => {
      let cancel: () => void;
      const look = (): void => {
        try {
          this.#isHeld = this.#lock.take(clock.now());
        } catch (error) {
          return reject(error);
        }
        if (this.#isHeld) return resolve();
        if (clock.now() < until) return lookLater();
        reject(inUse(file, this.#lock.owner()));
      };
      const lookLater = (): void => {
        cancel = clock.after(LOOK_MS, look);
      };
      lookLater();
      this.#giveUp = () => {
        cancel();
        reject(new Error("The store is closed"));
      };
    });
  }
}

function inUse(file: string, owner: Owner | undefined): CheckFailed {
  const advice = "Stop that one first, or give this one a file of its own";
  return new CheckFailed("store.in-use", `${file} is in use: ${told(owner)} has it. ${advice}`);
}

/** Names who has a file, for people. */
export function told(owner: Owner | undefined): string {
  if (owner === undefined) return "another server";
  return `the server with process ${owner.pid} on ${owner.host}, since ${new Date(owner.since).toISOString()},`;
}

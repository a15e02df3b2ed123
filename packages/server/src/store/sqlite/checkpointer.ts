import type { WalState } from "./checkpoint.ts";

/** A checkpoint begins after about this much was written: small, so that its own fsync is short. */
const STEP_BYTES = 4 * 1024 * 1024;

/** Beyond this many frames the writer copies the last few itself and cuts the write-ahead log to nothing. */
const LONG_WAL = 4000;

/** What one row costs in the write-ahead log beside its text: the pages it touches, roughly. */
const ROW_BYTES = 4096;

/** Says when the write-ahead log is copied into the database file, and by whom. */
export class Checkpointer {
  readonly #beside: () => Promise<WalState>;
  readonly #between: () => Promise<WalState>;
  readonly #onError: (error: Error) => void;
  #bytes = 0;
  #running = false;

  /** `beside` copies while appends go on; `between` does it in the writer itself. */
  constructor(
    beside: () => Promise<WalState>,
    between: () => Promise<WalState>,
    onError: (error: Error) => void,
  ) {
    this.#beside = beside;
    this.#between = between;
    this.#onError = onError;
  }

  written(bytes: number, rows: number): void {
    this.#bytes += bytes + rows * ROW_BYTES;
    if (this.#bytes < STEP_BYTES || this.#running) return;
    this.#bytes = 0;
    this.#running = true;
    this.#run()
      .catch((error: unknown) => this.#onError(error as Error))
      .finally(() => {
        this.#running = false;
      });
  }

  /** Copies what there is beside the appends, so that `cut`, which they wait for, finds little. */
  async shorten(cut: () => Promise<WalState>): Promise<void> {
    await this.#beside();
    await cut();
  }

  async #run(): Promise<void> {
    const { frames } = await this.#beside();
    if (frames > LONG_WAL) await this.#between();
  }
}

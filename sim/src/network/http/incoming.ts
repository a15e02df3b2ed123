/** An answer as it arrives at a page: what `fetch` resolves with, and what is read of it. */
export class Incoming {
  readonly response: Promise<Response>;
  #resolve: (response: Response) => void = () => undefined;
  #reject: (error: Error) => void = () => undefined;
  readonly #pieces: Uint8Array[] = [];
  #wanting: { resolve(read: Read): void; reject(error: Error): void } | undefined;
  #isOver = false;
  #error: Error | undefined;

  constructor() {
    this.response = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  head(status: number, type: string | undefined): void {
    const read = (): Promise<Read> => this.#read();
    const answer = {
      ok: status < 300,
      status,
      statusText: "",
      headers: { get: () => type ?? null },
      body: { getReader: () => ({ read }) },
    };
    this.#resolve(answer as unknown as Response);
  }

  bytes(bytes: Uint8Array): void {
    if (this.#isOver || bytes.length === 0) return;
    this.#pieces.push(bytes);
    this.#tell();
  }

  /** It is whole. */
  end(): void {
    this.#isOver = true;
    this.#tell();
  }

  /** It ends where it is. */
  fail(error: Error): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#error = error;
    this.#reject(error);
    this.#tell();
  }

  /** The page is gone: nothing more happens there. */
  drop(): void {
    this.#isOver = true;
    this.#wanting = undefined;
    this.#resolve = () => undefined;
  }

  #read(): Promise<Read> {
    return new Promise((resolve, reject) => {
      this.#wanting = { resolve, reject };
      this.#tell();
    });
  }

  #tell(): void {
    const wanting = this.#wanting;
    if (wanting === undefined) return;
    const value = this.#pieces.shift();
    if (value === undefined && !this.#isOver) return;
    this.#wanting = undefined;
    if (value === undefined && this.#error !== undefined) wanting.reject(this.#error);
    else wanting.resolve({ value });
  }
}

interface Read {
  readonly value: Uint8Array | undefined;
}

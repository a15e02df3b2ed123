// What the tests use of two packages that come without types.

declare module "ot-fuzzer" {
  interface Type<S> {
    readonly name: string;
    create(data?: never): S;
  }
  const fuzzer: {
    /** Throws when the type breaks a law. `random` makes an op for a snapshot, and the snapshot after it. */
    <S>(
      type: Type<S>,
      random: (snapshot: S) => readonly [op: unknown, after: S],
      runs?: number,
    ): void;
    /** An integer from 0 to `n - 1`, by the fuzzer's own seed. */
    randomInt(n: number): number;
    randomReal(): number;
    randomWord(): string;
  };
  export default fuzzer;
}

declare module "sharedb" {
  type Done = (error?: Error) => void;
  interface Doc {
    readonly data: unknown;
    readonly version: number;
    create(data: unknown, type: string, done: Done): void;
    subscribe(done: Done): void;
    submitOp(op: unknown, done?: Done): void;
    whenNothingPending(done: () => void): void;
    on(event: "error", listener: (error: Error) => void): void;
    pause(): void;
    resume(): void;
  }
  interface Connection {
    get(collection: string, id: string): Doc;
    close(): void;
  }
  export default class Backend {
    static readonly types: {
      register(type: { readonly name: string; readonly uri: string }): void;
    };
    connect(): Connection;
    close(): void;
  }
}

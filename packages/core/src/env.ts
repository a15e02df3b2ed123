/** Time, passed in so that a simulated afternoon runs in a millisecond, the same way twice. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls `fn` once after `ms` milliseconds. Returns a function that cancels it. */
  after(ms: number, fn: () => void): () => void;
}

/** Chance, passed in for the same reason. */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
  /** `length` characters of `A-Z a-z 0-9 _ -`, unguessable. */
  id(length: number): string;
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, fn) {
    const timer = setTimeout(fn, ms);
    return () => clearTimeout(timer);
  },
};

/** The machine's own randomness. */
export const systemRandom: Random = {
  next: () => Math.random(),
  id(length) {
    const bytes = crypto.getRandomValues(new Uint8Array(length));
    let id = "";
    for (const byte of bytes) id += ALPHABET[byte & 63];
    return id;
  },
};

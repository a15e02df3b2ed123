import type { Clock } from "@alongside/core/engine";
import { Problem } from "./problem.ts";

/** So many names are counted; the one that was heard of longest ago is forgotten for another one, if it has nothing under way. */
const MOST = 10_000;

interface Line {
  /** What may still be asked for at once. */
  left: number;
  at: number;
  running: number;
}

/** Bounds what each of many, by name, asks for at a time and in a second. */
export class Throttle {
  readonly #clock: Clock;
  readonly #perSecond: number;
  readonly #atOnce: number;
  readonly #lines = new Map<string, Line>();

  /** Of a second's requests two may come at once. */
  constructor(clock: Clock, perSecond: number, atOnce: number) {
    this.#clock = clock;
    this.#perSecond = perSecond;
    this.#atOnce = atOnce;
  }

  /** Counts a request; returns what ends it. Throws `Problem`, 429, where it is one too many. */
  enter(name: string): () => void {
    const line = this.#line(name);
    if (line.running >= this.#atOnce)
      throw tooMuch(`${this.#atOnce} requests are under way already`, 1);
    if (line.left < 1) {
      const seconds = Math.max(1, Math.ceil((1 - line.left) / this.#perSecond));
      throw tooMuch(`More than ${this.#perSecond} requests a second`, seconds);
    }
    line.left -= 1;
    line.running += 1;
    return () => {
      line.running -= 1;
    };
  }

  #line(name: string): Line {
    const now = this.#clock.now();
    const most = 2 * this.#perSecond;
    const line = this.#lines.get(name) ?? { left: most, at: now, running: 0 };
    const passed = Math.max(0, now - line.at) / 1000;
    line.left = Math.min(most, line.left + passed * this.#perSecond);
    line.at = now;
    this.#lines.delete(name);
    if (this.#lines.size >= MOST) this.#forgetOne();
    this.#lines.set(name, line);
    return line;
  }

  #forgetOne(): void {
    for (const [name, { running }] of this.#lines) {
      if (running > 0) continue;
      this.#lines.delete(name);
      return;
    }
  }
}

function tooMuch(message: string, seconds: number): Problem {
  const headers = { "Retry-After": String(seconds) };
  return new Problem(429, "limit.requests", message, { headers });
}

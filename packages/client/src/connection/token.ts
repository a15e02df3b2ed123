import { type Clock, inWords, said, type Welcome } from "@alongside/core/engine";
import type { Report } from "../readable.ts";
import { type Reason, reasonOf } from "./machine.ts";

/** A token is renewed when a fifth of its life is left, a minute before its end at the latest; never more often than this. */
const RENEW_EVERY_MS = 30_000;

export const SIGNED_OUT = reasonOf(
  "auth.signed-out",
  inWords(() => "Nobody is signed in: getToken answered null"),
);

/** What is to be done with a fresh token, or without one. */
interface Asking {
  /** Whether anybody still waits for it. */
  isCurrent(): boolean;
  onToken(token: string): void;
  onFail(reason: Reason): void;
}

/** The app's `getToken`. */
export type GetToken = () => string | null | Promise<string | null>;

/** The token that a connection shows, fetched from the app and renewed in time. */
export class Token {
  readonly #getToken: GetToken;
  readonly #clock: Clock;
  readonly #report: Report;
  #value: string | undefined;
  /** When it was fetched, in ms of the client's clock. */
  #fetchedAt = 0;
  #cancel: (() => void) | undefined;

  constructor(getToken: GetToken, clock: Clock, report: Report) {
    this.#getToken = getToken;
    this.#clock = clock;
    this.#report = report;
  }

  /** Undefined before one was fetched. */
  get value(): string | undefined {
    return this.#value;
  }

  /** Asks the app for a fresh one. */
  async fetch({ isCurrent, onToken, onFail }: Asking): Promise<void> {
    try {
      // Never at once: whoever asked is in the middle of a step.
      const token: unknown = await Promise.resolve().then(this.#getToken);
      if (token !== null && (typeof token !== "string" || token === "")) {
        const given = token === "" ? token : typeof token;
        throw new TypeError(
          said(
            "createClient",
            inWords(
              () =>
                `getToken should answer a token, or null where nobody is signed in; got ${given === "" ? "an empty text" : given}`,
            ),
            given,
          ),
        );
      }
      if (!isCurrent()) return;
      if (token === null) return onFail(SIGNED_OUT);
      this.#value = token;
      this.#fetchedAt = this.#clock.now();
      onToken(token);
    } catch (error) {
      this.#report(error);
      if (isCurrent()) onFail(reasonOf("link.token", messageOf(error)));
    }
  }

  /** Fetches another one before the present one runs out, again and again until `stop`. */
  renewBefore({ expires, now }: Welcome, asking: Asking): void {
    if (expires === undefined) return;
    // All of it server time, so that a client whose clock is off renews in time too.
    // Who goes over to another transport shows a token that was renewed a while ago.
    const age = Math.max(0, this.#clock.now() - this.#fetchedAt);
    const life = expires - now + age;
    const every = Math.max(RENEW_EVERY_MS, life - Math.min(60_000, life / 5));
    this.#renewIn(every - age, every, asking);
  }

  stop(): void {
    this.#cancel?.();
  }

  #renewIn(ms: number, every: number, asking: Asking): void {
    // Timers cannot wait longer than 2^31 ms.
    this.#cancel = this.#clock.after(Math.min(ms, 2 ** 31 - 1), () => {
      void this.fetch({
        ...asking,
        onToken: (token) => {
          asking.onToken(token);
          this.#renewIn(every, every, asking);
        },
        onFail: (reason) => {
          if (reason === SIGNED_OUT) asking.onFail(reason);
          else this.#renewIn(RENEW_EVERY_MS, RENEW_EVERY_MS, asking);
        },
      });
    });
  }
}

/** What an error says, for people. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

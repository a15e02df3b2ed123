import type { Clock } from "@alongside/core/engine";
import { DIAL_MS } from "./machine.ts";
import type { Transport, TransportFactory, TransportHandlers } from "./transport.ts";

/** How long after it began with another transport than the best a connection looks for a better one, in ms; then twice as long, up to the cap. */
const AFTER_MS = 30_000;
const CAP_MS = 15 * 60_000;

/** What was opened. Each that is taken into use has a number, so that what an earlier one still says is passed over. */
export interface Link {
  try: number | undefined;
}

/** A transport that was opened while another one works. */
export interface Found {
  readonly transport: Transport;
  /** Which one it is. */
  readonly at: number;
  readonly link: Link;
}

interface SearchOptions {
  readonly url: string;
  readonly clock: Clock;
  /** The best first. */
  readonly transports: readonly TransportFactory[];
  /** What is heard of a transport. `onUnused` is called where it closes before it is taken into use. */
  handlers(link: Link, onOpen: () => void, onUnused: () => void): TransportHandlers;
  onFound(found: Found): void;
  /** None of those that were tried can be opened. */
  onNone(): void;
}

/** Looks for another transport beside the one in use. */
export class Search {
  readonly #options: SearchOptions;
  #opening: Transport | undefined;
  #cancel: (() => void) | undefined;
  #after = AFTER_MS;

  constructor(options: SearchOptions) {
    this.#options = options;
  }

  /** Looks for one better than the one `at` after a while, which grows each time. */
  later(at: number): void {
    this.end();
    if (at === 0) {
      this.#after = AFTER_MS;
      return;
    }
    this.#cancel = this.#options.clock.after(this.#after, () => this.#open(0, at));
    this.#after = Math.min(this.#after * 2, CAP_MS);
  }

  /** Looks among those from `at` before `end` now, unless it does so already. */
  now(at: number, end: number): void {
    if (this.#opening !== undefined) return;
    this.#cancel?.();
    this.#open(at, end);
  }

  end(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#opening?.close();
    this.#opening = undefined;
  }

  /** Opens the transport `at` beside the one in use, or else the next ones before `end`. */
  #open(at: number, end: number): void {
    const { transports, url, clock, handlers, onFound, onNone } = this.#options;
    if (at >= end) return onNone();
    let transport: Transport | undefined;
    const link: Link = { try: undefined };
    const isOpening = (): boolean => transport !== undefined && this.#opening === transport;
    const fail = (): void => {
      if (!isOpening()) return;
      this.end();
      this.#open(at + 1, end);
    };
    const onOpen = (): void => {
      if (transport === undefined || !isOpening()) return;
      this.#opening = undefined;
      onFound({ transport, at, link });
    };
    try {
      transport = this.#opening = transports[at]?.(url, handlers(link, onOpen, fail), clock);
      this.#cancel = clock.after(DIAL_MS, fail);
    } catch {
      // The platform would not even try, and nobody has asked for it.
      onNone();
    }
  }
}

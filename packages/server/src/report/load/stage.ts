import type { Write } from "../writing.ts";

/** How a change ended. */
export type Ended =
  | { readonly name: "committed"; readonly seq: number }
  | { readonly name: "refused"; readonly code: string; readonly message: string }
  /** It is not known: the link broke for good. */
  | { readonly name: "lost"; readonly message: string };

/** Somebody in a room. */
export interface Person {
  write(write: Write): Promise<Ended>;
  /** Shows where this person is. */
  move(x: number, y: number): void;
  close(): void;
}

/** Somebody with the whole client. */
export interface Viewer extends Person {
  /** Resolves once the room is here. Rejects with why it will not come. */
  readonly ready: Promise<void>;
  readonly isLive: boolean;
  /** Why there is no connection, as far as is known. */
  readonly trouble: string | undefined;
  /** Each of these calls back until the function that it returns is called. */
  onStatus(callback: () => void): () => void;
  /** Something else is on the screen. */
  onScreen(callback: () => void): () => void;
  /** An entry of the log is on the screen. */
  onEntry(callback: (seq: number) => void): () => void;
  /** Somebody else is somewhere else. */
  onMove(callback: (x: number, y: number) => void): () => void;
  /** Breaks its link, as a network does. */
  breakLink(): void;
}

/** What the server's process has used. */
export interface Vitals {
  /** CPU time of all its threads, in ms. */
  readonly cpuMs: number;
  /** Resident memory. */
  readonly memoryBytes: number;
}

/** What the load is made on: time, chance and people. */
export interface Stage {
  /** Milliseconds, with fractions. */
  now(): number;
  sleep(ms: number): Promise<void>;
  /** A number from 0 up to, not including, 1. */
  random(): number;
  /** Somebody with the whole client, who is on the way into a room. */
  viewer(room: string): Viewer;
  /** Somebody who speaks the wire alone. Rejects with why they are not let in. */
  enter(room: string): Promise<Person>;
  /** Another change each time; undefined where nothing is written. */
  readonly write: ((client: number) => Write) | undefined;
  readonly hasPoint: boolean;
  /** Messages that came and went so far, and how often the server has paused somebody. */
  readonly traffic: { readonly messages: number; readonly bytes: number; readonly pauses: number };
  /** Undefined where the server does not tell. */
  vitals(): Promise<Vitals | undefined>;
  /** For which share of the time since the last call this process was busy, 0 to 1. */
  busy(): number;
}

/** All changes of a report, and how each ended. */
export class Book {
  sent = 0;
  /** Of how many it is known how they ended. */
  ended = 0;
  /** The numbers of committed changes, by room. */
  readonly committed = new Map<string, number[]>();
  refused = 0;
  /** Words of the first refusal. */
  refusal: string | undefined;

  async keep(room: string, ended: Promise<Ended>): Promise<Ended> {
    this.sent += 1;
    const how = await ended;
    if (how.name === "lost") return how;
    this.ended += 1;
    if (how.name === "committed") {
      const seqs = this.committed.get(room) ?? [];
      this.committed.set(room, seqs);
      seqs.push(how.seq);
    } else {
      this.refused += 1;
      this.refusal ??= `${how.message} (${how.code})`;
    }
    return how;
  }
}

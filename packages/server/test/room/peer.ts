import type { DownEntry, Frame, LastEntry, OpsByKey, Seq } from "@alongside/core/engine";
import { type Heard, type Said, Speech } from "../../../core/test/speech.ts";
import type { Connection, Wire } from "../../src/session/wire.ts";
import { ROOM } from "./board.ts";
import { settle } from "./test-clock.ts";

/** The fields of a `join` that a test cares for. `after`: it has the log as it is up to that `seq`. */
export type JoinPart = Partial<Extract<Said, { type: "join" }>> & { readonly after?: Seq };

/** Says which entry of a room's log is at `seq`, and of which log that is. */
export type LastOf = (room: string, seq: Seq) => Promise<LastEntry>;

type Joined = Extract<Heard, { type: "joined" }>;

/** A client made of frames, with nothing of the shipped one: it says what the test says, and keeps what it hears. */
export class Peer implements Wire {
  readonly client: string;
  /** Bytes the wire has not taken: a test makes a slow reader of it. */
  buffered = 0;
  /** How the wire was closed. */
  end: { readonly code: number; readonly reason: string } | undefined;
  frames: Heard[] = [];
  readonly speech: Speech;
  readonly #lastOf: LastOf | undefined;
  connection: Connection | undefined;
  /** Other clients over its connection. */
  readonly #beside: Peer[] = [];
  #n = 0;

  /** `beside` is a peer whose connection it shares. */
  constructor(client: string, lastOf?: LastOf, beside?: Peer) {
    this.client = client;
    this.speech = new Speech(client, beside === undefined ? 1 : 1000);
    this.#lastOf = lastOf;
    this.connection = beside?.connection;
    if (beside !== undefined) beside.#beside.push(this);
  }

  /** Sees each frame as it is on the wire. */
  weigh: ((frame: Frame) => void) | undefined;

  send(frame: Frame): void {
    this.weigh?.(frame);
    // A seat's number in bytes is below 128 in these tests.
    const seat = Number((typeof frame === "string" ? (JSON.parse(frame) as unknown[]) : frame)[1]);
    const peer = this.#beside.find(({ speech }) => speech.has(seat)) ?? this;
    peer.frames.push(peer.speech.heard(frame));
  }

  close(code: number, reason: string): void {
    this.end = { code, reason };
  }

  say(message: Said): void {
    this.connection?.receive(this.speech.said(message));
  }

  /** The link breaks; the server hears of it. */
  drop(): void {
    this.connection?.closed();
  }

  async join({ after, ...part }: JoinPart = {}): Promise<Joined> {
    const { room = ROOM, mark } = part;
    const hasIt = after === undefined ? mark !== undefined : after > 0 || mark !== undefined;
    const last = hasIt ? await this.#lastOf?.(room, after ?? 0) : undefined;
    this.say({ type: "join", room, version: 1, ended: 0, ...(last && { last }), ...part });
    await settle();
    const joined = this.take("joined").at(-1);
    if (joined === undefined) throw new Error(`Not joined: ${JSON.stringify(this.frames)}`);
    this.#n = joined.ended;
    return joined;
  }

  /** Sends a change under the next counter, or under `n`. Answers the counter. */
  change(
    ops: OpsByKey,
    part: { n?: number; strict?: true; gesture?: number; room?: string; base?: number } = {},
  ): number {
    const n = part.n ?? this.#n + 1;
    this.#n = Math.max(this.#n, n);
    this.say({ type: "change", room: ROOM, base: 0, ops, ...part, n });
    return n;
  }

  mutate(name: string, args: object, part: { n?: number } = {}): number {
    const n = part.n ?? this.#n + 1;
    this.#n = Math.max(this.#n, n);
    this.say({ type: "change", room: ROOM, base: 0, n, mutation: { name, args: args as never } });
    return n;
  }

  /** What came of one type since it was last taken. */
  take<T extends Heard["type"]>(type: T): readonly Extract<Heard, { type: T }>[] {
    const taken = this.frames.filter((frame) => frame.type === type);
    this.frames = this.frames.filter((frame) => frame.type !== type);
    return taken as Extract<Heard, { type: T }>[];
  }

  /** The entries that came since they were last taken. */
  entries(): readonly DownEntry[] {
    return this.take("entries").flatMap(({ list }) => list);
  }

  /** All that was ever heard and not taken, as text: for what must not be in it. */
  get heard(): string {
    return JSON.stringify(this.frames);
  }
}

/** Where bytes leave the process: a socket, or a response. */
export interface Sink {
  /** Bytes that were written and have not left yet. */
  readonly writableLength: number;
}

/** Where a part stands in its message. */
export interface Part {
  readonly isFirst: boolean;
  readonly isLast: boolean;
  /** Whether the message is bytes. */
  readonly isBinary: boolean;
}

/** Writes one part of a message, and calls `onLeft` when it has left the process, or with why it cannot. */
export type WritePart = (part: Buffer, of: Part, onLeft: (error?: Error | null) => void) => void;

/** The largest part, and what a sink holds before parts wait here. A slow link shows with each part that it reads. */
export const PART_BYTES = 64 * 1024;

/** What a queued message costs beyond its bytes, about. */
const MESSAGE_BYTES = 128;

/** A link that takes less than this in a second takes nothing, for all that anybody can do with it. */
const BYTES_PER_SECOND = 4096;

/** What is sent as one, in the pieces that it is made of: those that others are sent too are in memory once. */
interface Message {
  readonly pieces: readonly Buffer[];
  readonly length: number;
  readonly isBinary: boolean;
}

const EMPTY = Buffer.alloc(0);

/** A moment to measure from. */
interface Mark {
  readonly at: number;
  readonly taken: number;
  readonly waiting: number;
}

/**
 * Hands messages to a sink in parts, no faster than it takes them. So it is known how much of a large one was taken, and what waits
 * is in one place, where it can be counted and let go.
 */
export class Outlet {
  readonly #sink: Sink;
  readonly #write: WritePart;
  readonly #onHeld: (bytes: number) => void;
  #queue: Message[] = [];
  /** Bytes of the first message that were written; the piece that is next, and bytes of it that were. */
  #at = 0;
  #piece = 0;
  #offset = 0;
  #queued = 0;
  /** Bytes of memory: of a message that has begun, all of it is there until its last part leaves. */
  #held = 0;
  /** Parts on their way. */
  #leaving = 0;
  /** Bytes of all that was to be sent. */
  #sent = 0;
  #mark: Mark | undefined;
  #onSent: (() => void) | undefined;

  /** `onHeld` is told how many bytes of memory are kept here, whenever that changes. It may clear it. */
  constructor(sink: Sink, write: WritePart, onHeld: (bytes: number) => void) {
    this.#sink = sink;
    this.#write = write;
    this.#onHeld = onHeld;
  }

  /** Bytes that wait here. */
  get queued(): number {
    return this.#queued;
  }

  /** Bytes that wait, here and in the sink. */
  get waiting(): number {
    return this.#queued + this.#sink.writableLength;
  }

  /** Whether `bytes` may be written to the sink directly, in one piece. Then they have been counted. */
  mayPass(bytes: number): boolean {
    if (this.#queue.length > 0 || bytes > PART_BYTES || this.#sink.writableLength > PART_BYTES)
      return false;
    this.#sent += bytes;
    return true;
  }

  /** Sends a message after those that wait. */
  push(...pieces: readonly Buffer[]): void {
    this.#push(pieces, false);
  }

  /** The same for a message that is bytes. */
  pushBytes(bytes: Buffer): void {
    this.#push([bytes], true);
  }

  #push(pieces: readonly Buffer[], isBinary: boolean): void {
    const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
    this.#queue.push({ pieces: pieces.filter((piece) => piece.length > 0), length, isBinary });
    this.#queued += length + MESSAGE_BYTES;
    this.#held += length + MESSAGE_BYTES;
    this.#sent += length + MESSAGE_BYTES;
    this.#pump();
    this.#onHeld(this.#held);
  }

  /** Calls `fn` once nothing waits here. */
  whenSent(fn: () => void): void {
    if (this.#queue.length === 0) fn();
    else this.#onSent = fn;
  }

  /** Lets go of all that waits here, in the middle of a message too. */
  clear(): void {
    this.#queue = [];
    this.#queued = 0;
    this.#held = 0;
    this.#at = this.#piece = this.#offset = 0;
    this.#onHeld(0);
  }

  /**
   * Lets go of what waits here when it is more than `bytes`: of all but the last message, or of everything where a message has
   * begun. Returns whether another one may follow.
   */
  shorten(bytes: number): boolean {
    if (this.#queued <= bytes) return true;
    const isBetween = this.#at === 0;
    const last = this.#queue.at(-1);
    this.clear();
    if (!isBetween || last === undefined || last.length > bytes) return isBetween;
    this.#queue.push(last);
    this.#queued = this.#held = last.length + MESSAGE_BYTES;
    return true;
  }

  /**
   * Whether less was taken for `ms` than a slow link takes: neither 4 KB a second nor all that waited. Call it every now and then
   * with the time.
   */
  isStuck(now: number, ms: number): boolean {
    const { waiting } = this;
    const taken = this.#sent - waiting;
    const mark = this.#mark;
    if (waiting === 0) this.#mark = undefined;
    else if (mark === undefined || taken - mark.taken >= mark.waiting)
      this.#mark = { at: now, taken, waiting };
    else if (now - mark.at >= ms) {
      if (taken - mark.taken < ((now - mark.at) / 1000) * BYTES_PER_SECOND) return true;
      this.#mark = { at: now, taken, waiting };
    }
    return false;
  }

  #pump(): void {
    let message = this.#queue[0];
    while (
      message !== undefined &&
      (this.#leaving === 0 || this.#sink.writableLength < PART_BYTES)
    ) {
      const at = this.#at;
      const part = this.#next(message);
      const isLast = this.#at === message.length;
      this.#queued -= part.length + (isLast ? MESSAGE_BYTES : 0);
      if (isLast) {
        this.#at = this.#piece = this.#offset = 0;
        this.#queue.shift();
        this.#held -= message.length + MESSAGE_BYTES;
      }
      this.#leaving += 1;
      this.#write(part, { isFirst: at === 0, isLast, isBinary: message.isBinary }, this.#onLeft);
      message = this.#queue[0];
    }
    if (message !== undefined) return;
    const onSent = this.#onSent;
    this.#onSent = undefined;
    onSent?.();
  }

  /** Takes the next part of a message, which ends with its piece at the latest. */
  #next({ pieces }: Message): Buffer {
    // An empty message has none.
    const piece = pieces[this.#piece] ?? EMPTY;
    const part = piece.subarray(this.#offset, this.#offset + PART_BYTES);
    this.#at += part.length;
    this.#offset += part.length;
    if (this.#offset === piece.length) {
      this.#piece += 1;
      this.#offset = 0;
    }
    return part;
  }

  readonly #onLeft = (error?: Error | null): void => {
    this.#leaving -= 1;
    // A sink that is gone takes nothing more; its close ends the connection.
    if (error) this.clear();
    else if (this.#queue.length > 0) {
      this.#pump();
      this.#onHeld(this.#held);
    }
  };
}

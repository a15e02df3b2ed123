import { GREETING_BYTES } from "@alongside/core/engine";
import type { Endpoint } from "./endpoint.ts";
import { Link } from "./link.ts";
import type { Upload } from "./upload.ts";

/** Bytes of a batch that came before the one before it: what a page that is being left sends beside that is no larger. */
const EARLY_BYTES = 64 * 1024;

/** Bytes of messages that a batch may have besides the largest. */
const BATCH_BYTES = 512 * 1024;
/** The same before welcome, for the secret and the line breaks. */
const FIRST_BATCH_BYTES = 1024;

/** Batches that may be under way at once: one, and the last of a page that is being left. */
const MOST_UPLOADS = 2;

/** What a link over HTTP is opened with. */
export interface HttpLinkOptions {
  readonly endpoint: Endpoint;
  readonly address: string;
  /** Whoever knows it is the client. */
  readonly secret: string;
  /** Nobody will ask for the link any more. */
  readonly onGone: () => void;
}

/** One connection over plain HTTP. How what goes down goes is the two kinds' own; what comes up is posted in numbered batches. */
export abstract class HttpLink extends Link {
  protected readonly secret: string;
  readonly #onGone: () => void;
  #batches = 0;
  /** The batch after the next one. */
  #early: string | undefined;
  /** Answers of batches that wait until it hears again. */
  #answers: (() => void)[] = [];
  /** Batches under way, by their number. */
  readonly #uploads = new Map<number, Upload>();

  constructor({ endpoint, address, secret, onGone }: HttpLinkOptions) {
    super(endpoint, address);
    this.secret = secret;
    this.#onGone = onGone;
  }

  /** Bytes that the body of a batch may have now. */
  get batchBytes(): number {
    return this.messageBytes > GREETING_BYTES
      ? base64Length(this.endpoint.limits.messageBytes) + BATCH_BYTES
      : GREETING_BYTES + FIRST_BATCH_BYTES;
  }

  /** The client is gone, or has said that it goes. */
  lost(): void {
    this.#letGo();
    this.forget();
    this.cut();
    this.gone();
  }

  /** A batch comes. The client sends two at a time at most: an earlier one that has not ended was cut on its way. */
  begin(n: number, upload: Upload): void {
    const [first] = this.#uploads.keys();
    const isRoom = this.#uploads.has(n) || this.#uploads.size < MOST_UPLOADS;
    this.#drop(isRoom ? n : first, 409, "Another request brings the batch");
    this.#uploads.set(n, upload);
  }

  /** Calls `answer` once it hears again, or has ended: until then a client that waits for it sends no other batch. */
  whenHeard(answer: () => void): void {
    if (!this.isPaused || this.isEnding) return answer();
    this.#answers.push(answer);
    // Whoever sends more does not wait, and is not let keep more requests open.
    if (this.#answers.length > MOST_UPLOADS) this.#answers.shift()?.();
  }

  override resume(): void {
    super.resume();
    this.#answerAll();
  }

  /** A batch of frames, each a line: text as it is, bytes as `b` and their base64. Returns false for one that can be neither the next nor the one after it, which waits. */
  batch(n: number, body: string): boolean {
    this.#uploads.delete(n);
    // A browser or a proxy has sent it twice, the second time maybe long after.
    if (n <= this.#batches) return true;
    if (n === this.#batches + 2 && Buffer.byteLength(body) <= EARLY_BYTES) {
      this.#early = body;
      return true;
    }
    if (n !== this.#batches + 1) return false;
    this.#take(body);
    const early = this.#early;
    this.#early = undefined;
    if (early !== undefined) this.#take(early);
    return true;
  }

  protected override end(): void {
    super.end();
    this.endpoint.unread.set(this, 0);
    this.#letGo();
  }

  /** Nobody will ask for it any more. */
  protected forget(): void {
    this.#onGone();
    this.endpoint.forget(this);
  }

  #take(body: string): void {
    this.#batches += 1;
    this.endpoint.figures.bytesIn += body.length;
    const { messageBytes } = this.endpoint.limits;
    for (const line of body === "" ? [] : body.split("\n")) {
      if (this.isEnding) break;
      // No message of text begins so.
      const frame = line.startsWith("b") ? bytesIn(line) : line;
      if (frame === undefined)
        this.refuse("message.invalid", "A frame of bytes was not base64 behind its b");
      else if (frame.length * 3 > messageBytes && Buffer.byteLength(frame) > messageBytes)
        this.refuse("message.too-big", `A message has at most ${messageBytes} bytes`);
      else this.receive(frame);
    }
  }

  #drop(n: number | undefined, status: number, message: string): void {
    if (n === undefined) return;
    const upload = this.#uploads.get(n);
    this.#uploads.delete(n);
    upload?.refuse(status, message);
  }

  #answerAll(): void {
    for (const answer of this.#answers.splice(0)) answer();
  }

  #letGo(): void {
    this.#answerAll();
    for (const n of this.#uploads.keys()) this.#drop(n, 410, "This connection is over");
    this.#early = undefined;
  }
}

/** The bytes that a line stands for; undefined where it is not base64 as it is written, padding included. */
function bytesIn(line: string): Buffer | undefined {
  const text = line.slice(1);
  // It passes over what is none of its letters.
  const bytes = Buffer.from(text, "base64");
  return bytes.toString("base64") === text ? bytes : undefined;
}

function base64Length(bytes: number): number {
  return Math.ceil(bytes / 3) * 4;
}

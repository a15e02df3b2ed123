import type { Frame } from "@alongside/core/engine";
import { toBase64 } from "./base64.ts";
import type { HttpRequests } from "./http-requests.ts";

/** Characters of messages that are posted together, unless one alone has more. */
const BATCH = 256 * 1024;

/** What a page that is being left may still send is limited by browsers to 64 KB in all: so many bytes of a batch under way, and of what goes beside it. */
const KEEPALIVE = 16 * 1024;
const LAST_BYTES = 40 * 1024;

/** What a connection over HTTP sends: frames, each a line, those of bytes as `b` and their base64, posted in numbered batches one after the other. */
export class Uplink {
  readonly #requests: HttpRequests;
  readonly #onLost: () => void;
  readonly #onPosted: () => void;
  #isLost = false;
  /** What is to be posted, and how many batches were. */
  #outbox: string[] = [];
  #batches = 0;
  /** The numbers of those that are not answered, in order. */
  readonly #unanswered = new Set<number>();
  #isPosting = false;
  #onEnd: (() => void) | undefined;
  /** A batch that was posted beside the one under way. */
  #flushing: Promise<void> | undefined;
  #buffered = 0;

  /** `onLost` is called when a batch could not be posted, `onPosted` when the server has one. */
  constructor(requests: HttpRequests, onLost: () => void, onPosted: () => void) {
    this.#requests = requests;
    this.#onLost = onLost;
    this.#onPosted = onPosted;
  }

  /** Characters that were sent and are not posted yet. */
  get buffered(): number {
    return this.#buffered;
  }

  send(frame: Frame): void {
    const line = typeof frame === "string" ? frame : `b${toBase64(frame)}`;
    this.#outbox.push(line);
    this.#buffered += line.length;
    // With all else that is said in this moment.
    if (!this.#isPosting) void Promise.resolve().then(() => this.#post());
    this.#isPosting = true;
  }

  /** Posts what waits beside the batch under way, as far as a page that is being left may. The server takes one that comes too early for the next. */
  flush(): void {
    if (this.#flushing !== undefined || !this.#mayPost) return;
    const batch = this.#batch(LAST_BYTES);
    if (batch === "") return;
    this.#flushing = this.#say(batch, true)
      .catch(() => this.#lose())
      .then(() => {
        this.#flushing = undefined;
        this.#count();
      });
  }

  /** Posts what waits, and that it was the last; then ends what is open. Calls `onEnd` when that is done, or could not be. */
  finish(onEnd: () => void): void {
    this.#onEnd = onEnd;
    if (!this.#isPosting) void this.#post();
  }

  async #post(): Promise<void> {
    this.#isPosting = true;
    try {
      // Also when only the batch beside it is under way: what is said meanwhile goes after that.
      while (!this.#isLost && (this.#outbox.length > 0 || this.#flushing !== undefined)) {
        // Beside that, the server takes no more than from a page that is being left.
        const most = this.#flushing === undefined ? undefined : LAST_BYTES;
        const batch = this.#mayPost ? this.#batch(most) : "";
        // oxlint-disable-next-line no-await-in-loop -- one batch after the other
        await (batch === "" ? this.#flushing : this.#say(batch));
        this.#count();
      }
      if (this.#onEnd !== undefined && !this.#isLost) {
        await this.#requests.post({ n: ++this.#batches, bye: 1 }, "", true);
        this.#requests.abort();
      }
    } catch {
      this.#lose();
    }
    this.#onEnd?.();
    this.#isPosting = false;
  }

  /** Whether one more may be posted: the server takes one ahead of the oldest that it has not got. */
  get #mayPost(): boolean {
    const [oldest = this.#batches] = this.#unanswered;
    return this.#batches <= oldest;
  }

  /** A batch could not be posted: nothing that is said after it may be. */
  #lose(): void {
    this.#isLost = true;
    this.#onLost();
  }

  #count(): void {
    this.#buffered = this.#outbox.reduce((sum, frame) => sum + frame.length, 0);
  }

  /** Posts a batch; the page may be left meanwhile when it is small, or has to. */
  async #say(batch: string, keepalive = bytesOf(batch) < KEEPALIVE): Promise<void> {
    const n = ++this.#batches;
    this.#unanswered.add(n);
    await this.#requests.post({ n }, batch, keepalive);
    this.#unanswered.delete(n);
    this.#onPosted();
  }

  /** The next frames, each a line: all that are below `BATCH` characters together, one at least; or just those below so many bytes. */
  #batch(bytes?: number): string {
    let count = 0;
    let size = 0;
    for (const frame of this.#outbox) {
      size += (bytes === undefined ? frame.length : bytesOf(frame)) + 1;
      if (size > (bytes ?? BATCH) && (bytes !== undefined || count > 0)) break;
      count += 1;
    }
    return this.#outbox.splice(0, count).join("\n");
  }
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

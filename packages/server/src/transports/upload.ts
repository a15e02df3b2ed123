import { Body } from "./body.ts";
import type { Holder } from "./byte-budget.ts";
import type { Endpoint } from "./endpoint.ts";
import type { HttpAnswer, HttpBody } from "./http-exchange.ts";

/** A secret has fewer bytes than this. */
const SECRET_BYTES = 64;

/** Pieces of a body that are not looked at, and how many bytes each then has on average: a proxy sends far more at once, and a piece costs about as much as a packet. */
const FEW_PIECES = 64;
const PIECE_BYTES = 32;

/** How long a request may keep to itself whose it is. */
const SECRET_MS = 5000;

/** Who the body of a request is for. */
export interface Recipient {
  /** Bytes that its body may have. */
  readonly mostBytes: number;
  /** The whole body; `rest` is what follows its first line. The request is answered. */
  take(rest: Buffer): void;
  /** It ends before it has come whole, for this reason. */
  fail(code: "limit.unfinished" | "message.too-big", message: string): void;
}

/**
 * The body of one POST. Its first line is the secret of a link, which says whose it is; until then next to nothing is kept of it.
 * From then on it is counted, and ends when it takes too long.
 */
export class Upload implements Holder, HttpBody {
  readonly address: string;
  readonly answer: HttpAnswer;
  readonly #endpoint: Endpoint;
  readonly #find: (secret: string) => Recipient | undefined;
  readonly #body = new Body();
  #pieces = 0;
  #recipient: Recipient | undefined;
  #isAsking: boolean;
  #isOver = false;
  #cancelTimeout: (() => void) | undefined;

  /** `find` answers the request itself where it returns nobody. */
  constructor(
    endpoint: Endpoint,
    answer: HttpAnswer,
    address: string,
    find: (secret: string) => Recipient | undefined,
  ) {
    this.address = address;
    this.answer = answer;
    this.#endpoint = endpoint;
    this.#find = find;
    this.#isAsking = endpoint.asking.add(address);
    if (this.#isAsking) this.#wait(SECRET_MS);
    else this.refuse(429, "Too many requests from this address are open");
  }

  piece(bytes: Buffer): void {
    this.#try(() => this.#add(bytes));
  }

  end(): void {
    this.#try(() => this.#end());
  }

  gone(): void {
    this.#leave();
  }

  /** Answers it, also when it has not come whole, and lets it go. */
  refuse(status: number, message: string): void {
    if (this.#isOver) return;
    this.#leave();
    this.answer.refuse(status, message);
  }

  overBudget(): void {
    this.#fail("limit.unfinished", "Too much has come in requests that are not whole", 429);
  }

  #add(chunk: Buffer): void {
    if (this.#isOver) return;
    this.#pieces += 1;
    if (this.#pieces > FEW_PIECES && this.#body.length < this.#pieces * PIECE_BYTES)
      return this.#cut();
    this.#body.add(chunk);
    if (this.#recipient === undefined) {
      const secret = this.#body.firstLine();
      if (secret !== undefined) this.#know(secret);
      else if (this.#body.length > SECRET_BYTES)
        this.refuse(400, "The first line of a body is the link's secret");
    }
    const { mostBytes } = this.#recipient ?? { mostBytes: 0 };
    if (this.#isOver || this.#recipient === undefined) return;
    if (this.#body.length > mostBytes)
      return this.#fail("message.too-big", `A body has at most ${mostBytes} bytes here`, 413);
    const { unfinished } = this.#endpoint;
    unfinished.set(this, this.#body.cost);
    if (unfinished.isFullFor(this.address)) this.overBudget();
  }

  #end(): void {
    if (this.#isOver) return;
    if (this.#recipient === undefined) this.#know(this.#body.whole().toString("latin1"));
    if (this.#isOver) return;
    const [recipient, rest] = [this.#recipient, this.#body.rest()];
    this.#leave();
    recipient?.take(rest);
  }

  #know(secret: string): void {
    this.#asked();
    this.#recipient = this.#find(secret);
    if (this.#recipient === undefined) return this.#leave();
    this.#wait(this.#endpoint.limits.requestMs);
  }

  /** No answer is worth what reading on would cost: what has come already is then passed over, and nothing more is read. */
  #cut(): void {
    const recipient = this.#recipient;
    this.#leave();
    this.answer.destroy();
    recipient?.fail("limit.unfinished", "A body came in pieces of almost nothing");
  }

  #wait(ms: number): void {
    this.#cancelTimeout?.();
    this.#cancelTimeout = this.#endpoint.clock.after(ms, () =>
      this.#try(() => this.#fail("limit.unfinished", `The request took longer than ${ms} ms`, 408)),
    );
  }

  #fail(code: "limit.unfinished" | "message.too-big", message: string, status: number): void {
    const recipient = this.#recipient;
    this.refuse(status, message);
    recipient?.fail(code, message);
  }

  /** It is known whose it is, or does not matter any more. */
  #asked(): void {
    if (this.#isAsking) this.#endpoint.asking.remove(this.address);
    this.#isAsking = false;
  }

  #leave(): void {
    this.#isOver = true;
    this.#cancelTimeout?.();
    this.#asked();
    this.#recipient = undefined;
    this.#endpoint.unfinished.set(this, 0);
  }

  #try(fn: () => void): void {
    const lost = (): void => {
      this.#leave();
      this.answer.destroy();
    };
    this.#endpoint.try({ lost }, fn);
  }
}

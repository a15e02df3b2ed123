import type { Clock, Frame } from "@alongside/core/engine";
import type { Transport, TransportHandlers } from "../connection/transport.ts";
import { fromBase64 } from "./base64.ts";
import type { ServerEvent } from "./event-reader.ts";
import { Answered, type HttpEnvironment, HttpRequests } from "./http-requests.ts";
import type { Slots } from "./slots.ts";
import { Uplink } from "./uplink.ts";

/** How long what was sent before closing may take, in ms. */
const CLOSE_MS = 5000;

/** One connection over plain HTTP; the server's half is `HttpLinks`. How events come down is the two kinds' own. */
export abstract class HttpTransport implements Transport {
  protected readonly requests: HttpRequests;
  protected readonly url: string;
  protected readonly clock: Clock;
  protected readonly slots: Slots;
  protected isOver = false;
  readonly #handlers: TransportHandlers;
  readonly #uplink: Uplink;
  #answer: string | undefined;
  #cancelCut: (() => void) | undefined;

  constructor(
    url: string,
    handlers: TransportHandlers,
    clock: Clock,
    environment: HttpEnvironment,
    slots: Slots,
  ) {
    this.url = url;
    this.slots = slots;
    this.requests = new HttpRequests(url, environment);
    this.clock = clock;
    this.#handlers = handlers;
    this.#uplink = new Uplink(
      this.requests,
      () => this.lost(),
      () => this.posted?.(),
    );
  }

  get buffered(): number {
    return this.#uplink.buffered;
  }

  send(frame: Frame): void {
    if (!this.isOver) this.#uplink.send(frame);
  }

  flush(): void {
    if (!this.isOver && this.requests.secret !== undefined) this.#uplink.flush();
  }

  close(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.ended?.();
    if (this.requests.secret === undefined) return this.requests.abort();
    this.#cancelCut = this.clock.after(CLOSE_MS, () => this.requests.abort());
    this.#uplink.finish(() => this.#cancelCut?.());
  }

  /** An event came. */
  protected happened({ name, data }: ServerEvent): void {
    if (this.isOver) return;
    if (name === "link") {
      this.requests.secret = data;
      this.#handlers.onOpen();
    } else if (name === "close") {
      const [code = "", reason = ""] = data.split(" ");
      this.#end(Number(code), reason);
    } else this.#handlers.onFrame(name === "b" ? bytesIn(data) : data);
  }

  /** A request failed. Keeps what somebody answered who would not open a connection. */
  protected failed(error: unknown): void {
    if (error instanceof Answered && this.requests.secret === undefined)
      this.#answer = error.message;
  }

  protected lost(): void {
    this.#end(1006, "");
  }

  /** No more requests may be kept open. */
  protected crowded(): void {
    this.#end(1013, "link.crowded");
  }

  /** Another way would do better now. */
  protected move(to: "up" | "down"): void {
    if (!this.isOver) this.#handlers.onMove?.(to);
  }

  /** The server has what was sent. */
  protected posted?(): void;

  /** The connection ends. */
  protected ended?(): void;

  #end(code: number, reason: string): void {
    this.requests.abort();
    if (this.isOver) return;
    this.isOver = true;
    this.ended?.();
    this.#handlers.onClose(code, reason, this.#answer);
  }
}

/** The bytes of a frame; its text where that is not base64, which no message is. */
function bytesIn(data: string): Frame {
  try {
    return fromBase64(data);
  } catch {
    return data;
  }
}

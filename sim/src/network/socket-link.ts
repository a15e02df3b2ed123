import type { Frame } from "@alongside/core/engine";
import type { TransportFactory, TransportHandlers } from "@alongside/client";
import type { RequestInfo } from "@alongside/server";
import type { Connection, Wire } from "../../../packages/server/src/session/wire.ts";
import { delayOn, type Way } from "./way.ts";
import { noteSeat } from "./witnessed.ts";

const REQUEST: RequestInfo = { url: "/live", headers: {}, address: "127.0.0.1" };

/** One WebSocket: two directions, each in order, each with its own delays. */
export class SocketLink {
  /** The number of the page at its one end. */
  readonly page: number;
  readonly clientSide: ReturnType<TransportFactory>;
  isUp = false;
  readonly #way: Way;
  readonly #onOver: () => void;
  readonly #handlers: TransportHandlers;
  #connection: Connection | undefined;
  #clientGone = false;
  #serverGone = false;
  /** When the last frame of each direction arrives: the next one cannot overtake it. */
  #upAt = 0;
  #downAt = 0;
  #unread = 0;
  #cut = false;
  #isHole = false;
  readonly #seats = new Map<number, string>();

  /** `onOver` is called once the server has heard of its end. */
  constructor(way: Way, handlers: TransportHandlers, onOver: () => void) {
    this.page = way.page;
    this.#way = way;
    this.#onOver = onOver;
    this.#handlers = handlers;
    this.clientSide = {
      send: (frame) => this.#up(frame),
      close: () => this.clientDied(),
      buffered: 0,
    };
  }

  dial(): void {
    this.#way.time.after(this.#delay(), () => {
      if (this.#clientGone) return;
      if (this.#way.refusesUpgrades()) {
        this.#way.faults.count("refused-upgrade");
        return this.#closeClient(1006, "");
      }
      const server = this.#way.listener();
      if (server === undefined || this.#way.isPartitioned()) return this.#closeClient(1006, "");
      this.isUp = true;
      const wire = this.#serverSide();
      this.#connection = server.accept(wire, REQUEST);
      this.#handlers.onOpen();
    });
  }

  cut(halfOpen: boolean): void {
    this.isUp = false;
    this.#cut = true;
    const { time, random } = this.#way;
    time.after(random.between(0, 50), () => this.#closeClient(1006, ""));
    // What is under way may still arrive, late, and the server may hear of the end only after the client has come back.
    const heardAfter = halfOpen ? random.between(2000, 20_000) : random.between(0, 200);
    time.after(heardAfter, () => this.#closeServer());
  }

  stall(ms: number): void {
    this.#downAt = Math.max(this.#downAt, this.#way.time.now + ms);
  }

  serverDied(): void {
    this.isUp = false;
    this.#serverGone = true;
    this.#way.time.after(this.#delay(), () => this.#closeClient(1006, ""));
  }

  clientDied(): void {
    if (this.#clientGone) return;
    this.#clientGone = true;
    this.isUp = false;
    this.#way.time.after(this.#delay(), () => this.#closeServer());
  }

  #serverSide(): Wire {
    const unread = (): number => this.#unread;
    return {
      send: (frame) => this.#down(frame),
      close: (code, reason) => {
        this.#serverGone = true;
        this.isUp = false;
        const at = Math.max(this.#downAt, this.#way.time.now);
        this.#way.time.after(at - this.#way.time.now + 0.01, () => this.#closeClient(code, reason));
      },
      get buffered() {
        return unread();
      },
    };
  }

  #up(frame: Frame): void {
    if (this.#clientGone) return;
    const text = String(frame);
    noteSeat(this.#seats, text);
    const { page, time, random, faults, witness } = this.#way;
    this.#upAt = Math.max(this.#upAt + 0.01, time.now + this.#delay());
    const arrive = (): void => {
      if (this.#serverGone || this.#isSwallowed()) return;
      if (this.#cut) faults.count("late-frame");
      witness.received(page, text);
      this.#connection?.receive(frame);
    };
    time.after(this.#upAt - time.now, arrive);
    if (!this.#way.isCalm() && /^\["[cmu]"/.test(text) && random.chance(0.03)) {
      faults.count("duplicate-frame");
      time.after(this.#upAt - time.now, arrive);
    }
  }

  #down(frame: Frame): void {
    if (this.#serverGone) return;
    const { page, time, witness } = this.#way;
    witness.sent(page, frame, this.#seats);
    this.#unread += frame.length;
    this.#downAt = Math.max(this.#downAt + 0.01, time.now + this.#delay());
    time.after(this.#downAt - time.now, () => {
      this.#unread -= frame.length;
      if (this.#clientGone || this.#cut || this.#isSwallowed()) return;
      this.#handlers.onFrame(frame);
    });
  }

  /**
   * A partition swallows a frame: nothing after it arrives either, as a stream has no holes. The server's probes find out
   * after a while, the client's heartbeat by itself.
   */
  #isSwallowed(): boolean {
    if (this.#isHole) return true;
    if (!this.#way.isPartitioned()) return false;
    this.#isHole = true;
    this.#way.time.after(this.#way.random.between(5000, 60_000), () => this.#closeServer());
    return true;
  }

  #closeClient(code: number, reason: string): void {
    if (this.#clientGone) return;
    this.#clientGone = true;
    this.isUp = false;
    this.#handlers.onClose(code, reason);
  }

  #closeServer(): void {
    this.#onOver();
    if (this.#serverGone) return;
    this.#serverGone = true;
    this.#connection?.closed();
  }

  #delay(): number {
    return delayOn(this.#way);
  }
}

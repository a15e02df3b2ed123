import type { Frame, Join, Rights, UserInfo } from "@alongside/core/engine";
import type { Cost } from "./purse.ts";
import type { Edge, Guest, RoomFrame, SeatPort } from "../room/port.ts";
import type { Outgoing } from "./outgoing.ts";

/** No rights at all. */
export const NOTHING: Rights = { read: [], write: [] };

/** The connection that a seat belongs to. */
export interface SeatOwner {
  readonly id: string;
  readonly address: string;
  readonly user: UserInfo;
  readonly kinds: readonly string[];
  readonly edge: Edge;
  /** What goes to its reader. */
  readonly outgoing: Outgoing;
  /** For how many ms nothing was heard, where its client promised to be heard. */
  readonly silentMs: number | undefined;
  holds(seat: Seat): boolean;
  pause(): Promise<void>;
  unseat(seat: Seat, code: string, message: string): void;
  charge(cost: Cost): void;
  failed(error: unknown): void;
}

/** A session's seat in one room: from the moment it asks to join until either side ends it. */
export class Seat implements Guest {
  readonly session: SeatOwner;
  readonly join: Join;
  readonly order: number;
  rights: Rights = NOTHING;
  /** How many times its rights were to be looked at again. */
  reviews = 0;
  /** Its half in the room: undefined before it is let in, and once it has left. */
  #place: SeatPort | undefined;
  #isEnding = false;

  /** `order`: of two seats the one that asked later has the larger. */
  constructor(session: SeatOwner, join: Join, order: number) {
    this.session = session;
    this.join = join;
    this.order = order;
  }

  get seat(): number {
    return this.join.seat;
  }

  get client(): string {
    return this.join.client;
  }

  get address(): string {
    return this.session.address;
  }

  get user(): UserInfo {
    return this.session.user;
  }

  get kinds(): readonly string[] {
    return this.session.kinds;
  }

  get edge(): Edge {
    return this.session.edge;
  }

  get silentMs(): number | undefined {
    return this.session.silentMs;
  }

  get isBehind(): boolean {
    return this.session.outgoing.isBehind;
  }

  get isSlow(): boolean {
    return this.session.outgoing.isSlow;
  }

  get isCrowded(): boolean {
    return this.session.outgoing.isCrowded;
  }

  /** Whether its session still wants it: it lives and has not asked for another one meanwhile. */
  get isHeld(): boolean {
    return this.session.holds(this);
  }

  /** Whether it has entered, and neither left nor is about to. */
  get isIn(): boolean {
    return this.#place !== undefined && !this.#isEnding;
  }

  /** Whether it is about to end. */
  get isEnding(): boolean {
    return this.#isEnding;
  }

  /**
   * What the room hears. Undefined while it is being entered: a message that comes then was on its way to an earlier seat there, which
   * the room had closed. It is passed over; what matters of it is sent again after `joined`.
   */
  get place(): SeatPort | undefined {
    return this.#place;
  }

  /** The room has let it in. */
  enter(place: SeatPort, rights: Rights): void {
    this.#place = place;
    this.rights = rights;
  }

  /** Takes nothing more from its user, who reads no more than `rights` until it ends. Resolves once all that they wrote is durable. */
  async end(rights: Rights): Promise<void> {
    this.#isEnding = true;
    await this.#place?.end(rights);
  }

  leave(goodbye: boolean): void {
    this.#place?.leave(goodbye ? "goodbye" : "dropped");
    this.#place = undefined;
  }

  /** Its user may do something else here now. `isOut`: they may not be here any more, so their place is not kept. */
  revoke(code: string, message: string, isOut: boolean): void {
    this.#place?.leave(isOut ? "goodbye" : "revoked");
    this.close(code, message);
  }

  pause(): Promise<void> {
    return this.session.pause();
  }

  send(frame: Frame): void {
    this.session.outgoing.send(frame);
  }

  sendRoom(frame: RoomFrame): void {
    this.session.outgoing.sendRoom(frame);
  }

  show(frame: Frame): void {
    this.session.outgoing.show(frame);
  }

  close(code: string, message: string): void {
    this.#place = undefined;
    this.session.unseat(this, code, message);
  }

  charge(work: number): void {
    this.session.charge({ work });
  }

  failed(error: unknown): void {
    this.session.failed(error);
  }
}

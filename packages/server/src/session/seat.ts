import { type Caret, type Json, Refused } from "@alongside/core";
import {
  BadMessage,
  type Change,
  type Join,
  type Presence,
  type Preview,
  type Rights,
  type RoomEvent,
  type UndoCall,
  type UserInfo,
} from "@alongside/core/engine";
import type { Inverse } from "../room/inverse.ts";
import type { Member, RoomFrame } from "../room/member.ts";
import { both, markOf } from "../room/rights.ts";
import type { Room } from "../room/room.ts";
import { cutFrame } from "../room/down.ts";
import { Rebase, TextLink } from "../room/text-link.ts";
import type { Session } from "./session.ts";

/** No rights at all. */
export const NOTHING: Rights = { read: [], write: [] };

/** What of a seat may wait behind a change that cannot be decided at once: messages, and their bytes. */
const MAX_LATER = 1000;
const MAX_LATER_BYTES = 4 << 20;

/**
 * A session's place in one room: from the moment it asks to join until either side ends it. A change is let through only in
 * the order of its client's counter.
 */
export class Seat implements Member {
  readonly session: Session;
  readonly join: Join;
  rights: Rights = NOTHING;
  mark = "";
  link: TextLink | undefined;
  /** How many times its rights were to be looked at again. */
  reviews = 0;
  /** It is about to end: nothing more is taken from it. */
  #isEnding = false;
  #room: Room | undefined;
  /** What came after a change that is looked for, to take it back, or that waits for the disk; and how many bytes it has. */
  #later: (() => void)[] | undefined;
  #laterBytes = 0;

  constructor(session: Session, join: Join) {
    this.session = session;
    this.join = join;
  }

  get client(): string {
    return this.session.client;
  }

  get address(): string {
    return this.session.address;
  }

  get user(): UserInfo {
    return this.session.user;
  }

  get isBehind(): boolean {
    return this.session.isBehind;
  }

  /** Called by the hub once the room is there and the user may enter. */
  enter(room: Room, rights: Rights, version: number): void {
    this.rights = rights;
    this.mark = markOf(rights, version);
    this.#room = room;
    this.link = new TextLink(this.client, room.texts, room.durable);
  }

  /** Whether it has entered, and neither left nor is about to. */
  get isIn(): boolean {
    return this.#hearing !== undefined;
  }

  /** Whether it is about to end. */
  get isEnding(): boolean {
    return this.#isEnding;
  }

  /** The room that hears what it sends. */
  get #hearing(): Room | undefined {
    return this.#isEnding ? undefined : this.#room;
  }

  /** Takes nothing more from its user, who reads no more than `rights` until it ends. Returns the room that it is in. */
  end(rights: Rights, version: number): Room | undefined {
    this.#isEnding = true;
    this.rights = { read: both(this.rights.read, rights.read), write: [] };
    const before = this.mark;
    this.mark = markOf(this.rights, version);
    if (this.mark !== before && this.#room !== undefined) this.send(cutFrame(this.#room.id));
    return this.#room;
  }

  leave(goodbye: boolean): void {
    this.#room?.leave(this, goodbye);
    this.#room = undefined;
  }

  /**
   * Its user may do something else here now: no gesture is shown that was begun with other rights. `isOut`: they may not be here
   * any more, so their place is not kept.
   */
  revoke(code: string, message: string, isOut: boolean): void {
    this.#room?.people.endPreviews(this.client);
    this.leave(isOut);
    this.close(code, message);
  }

  send(frame: string): void {
    this.session.send(frame);
  }

  sendRoom(frame: RoomFrame): void {
    this.session.sendRoom(frame);
  }

  show(frame: string): void {
    this.session.show(frame);
  }

  close(code: string, message: string): void {
    this.#room = undefined;
    this.session.unseat(this.join.room, code, message);
  }

  // A message that comes while the room is being entered was on its way to an earlier seat there, which the room had closed.
  // It is passed over; what matters of it is sent again after `joined`.

  change(change: Change, bytes: number): void {
    const room = this.#hearing;
    if (room === undefined) return;
    if (this.#later !== undefined) return this.#wait(() => this.change(change, bytes), bytes);
    if (this.rights.write !== true && this.rights.write.length === 0) {
      room.leave(this, false);
      this.close("auth.read-only", "This user may read the room and not write to it");
      return;
    }
    const last = room.ledger.head(this.client);
    // A frame that came twice: its outcome is on its way, or was told when the room was joined.
    if (change.n <= last) return;
    if (change.n > last + 1) {
      throw new Refused(
        "counter.gap",
        `Change ${change.n} came after ${last}; ${last + 1} is next`,
      );
    }
    if (room.isFull) return this.#awaitDisk(room, change, bytes);
    if (change.undo !== undefined) return this.#takeBack(room, change, change.undo, bytes);
    try {
      room.submit(this, change.n, change, bytes);
    } catch (error) {
      this.#rebase(room, error);
    }
  }

  /** So much of the room is not on disk that this change, and what its author sends after it, waits until it is. */
  #awaitDisk(room: Room, change: Change, bytes: number): void {
    this.#later = [() => this.change(change, bytes)];
    this.#laterBytes = bytes;
    room.flushed().then(
      () => this.#goOn(room),
      // The room closes, and ends its sessions by itself.
      () => undefined,
    );
  }

  /** A change is taken back that has to be looked for in the log. What its author sends meanwhile waits, so that all stays in order. */
  #takeBack(room: Room, change: Change, call: UndoCall, bytes: number): void {
    const submit = (inverse: Inverse): void => {
      if (this.#room !== room || !room.isOpen) return;
      try {
        const ops = { ...change.ops };
        for (const [key, texts] of Object.entries(inverse.texts))
          ops[key] = [...(ops[key] ?? []), ...texts];
        room.submit(this, change.n, { ...change, ops, inverse }, bytes);
      } catch (error) {
        this.#rebase(room, error);
      }
    };
    const known = room.inverses.recall(this.client, call);
    if (known !== undefined) return submit(known);
    this.#later = [];
    this.#laterBytes = 0;
    room.inverses.find(room, this, call, submit).then(
      () => this.#goOn(room),
      // A room that closes ends its sessions by itself.
      (error: unknown) => this.#room === room && room.isOpen && this.session.failed(error),
    );
  }

  #wait(act: () => void, bytes: number): void {
    this.#laterBytes += bytes;
    if (this.#later !== undefined && this.#later.push(act) <= MAX_LATER)
      if (this.#laterBytes <= MAX_LATER_BYTES) return;
    throw new Refused("limit.rate", "More came behind a change that has to wait than may wait too");
  }

  #goOn(room: Room): void {
    const later = this.#later ?? [];
    this.#later = undefined;
    try {
      for (const [i, act] of later.entries()) {
        if (this.#hearing !== room) return;
        act();
        // It was one of those again: the rest waits behind it.
        const rest = this.#later as (() => void)[] | undefined;
        if (rest !== undefined) {
          rest.push(...later.slice(i + 1));
          return;
        }
      }
    } catch (error) {
      this.session.failed(error);
    }
  }

  /** `bytes` is the length of the message. */
  presence(message: Presence, bytes: number): void {
    const room = this.#hearing;
    if (room === undefined || room.people.isTooLarge(this.client, "presence", bytes)) return;
    // A caret says how far its owner has seen the log, which a change that waits had not.
    if (this.#later !== undefined) return this.#wait(() => this.presence(message, bytes), bytes);
    const set: Record<string, Json> = { ...room.judge.presence(message.set) };
    try {
      for (const name of room.judge.carets.keys()) {
        const caret = set[name] as Caret | null | undefined;
        if (caret !== undefined && caret !== null) set[name] = this.#located(room, caret);
      }
    } catch (error) {
      this.#rebase(room, error);
      return;
    }
    room.people.set(this.client, set, message.state);
  }

  /** The caret at the head of the log; null where there is no such text for this user. Throws `BadMessage` for one behind its end. */
  #located(room: Room, caret: Caret): Json {
    const { seq = 0 } = caret;
    const text = room.judge.textFor(this.rights, caret.id, caret.field);
    const located = text && this.link?.locate({ ...caret, seq }, room.durable);
    if (located === undefined || text === undefined) return null;
    if (Math.max(located.anchor, located.head) > text.length) {
      throw new BadMessage(
        `A caret is at ${Math.max(caret.anchor, caret.head)}, the text has ${text.length} characters`,
      );
    }
    return { ...located };
  }

  /** Who was away for so long that what came meanwhile is not kept has to join again. Throws any other error. */
  #rebase(room: Room, error: unknown): void {
    if (!(error instanceof Rebase)) throw error;
    room.leave(this, false);
    this.close("text.rebase", error.message);
  }

  /** `bytes` is the length of the message. */
  preview({ gesture, ops }: Preview, bytes: number): void {
    const people = this.#hearing?.people;
    if (ops === null) people?.endPreview(this.client, gesture);
    else people?.preview(this, gesture, ops, bytes);
  }

  /** `bytes` is the length of the message. */
  event(message: RoomEvent, bytes: number): void {
    const room = this.#hearing;
    if (room === undefined || room.people.isTooLarge(this.client, "event", bytes)) return;
    const body = room.judge.event(message.name, message.body);
    const frame = { type: "event", room: room.id, name: message.name, body, from: this.client };
    room.broadcast(JSON.stringify(frame), this);
  }
}

import type { RoomDefinition } from "@alongside/core";
import { type Down, inWords } from "@alongside/core/engine";
import type { RoomSession } from "../room/room.ts";
import { tellWho } from "./adopt.ts";
import type { DeviceWrite } from "./device-store.ts";
import { asNumberedHere } from "./heard.ts";
import type { OnDevice } from "./on-device.ts";
import { type StoredQueue, withQueue } from "./rows.ts";
import { SentAsOne } from "./sent-as-one.ts";

/** Ms after which a queue is looked at again that somebody else sends just now: at first, and how many more by chance. */
const REPLACED_MS = 10_000;

/** Ms after which a seat is asked for again that could not be judged, as the code for that was not here. */
const AGAIN_MS = 1000;

/** What was written in one transaction. */
interface Moved {
  readonly writes: readonly DeviceWrite[];
  done(isWritten: boolean): void;
}

/** The queues of earlier pages that this page sends in a room, one after the other, each under the id of the page that wrote it. */
export class EarlierQueues<D extends RoomDefinition> {
  readonly #device: OnDevice;
  readonly #session: RoomSession<D>;
  /** Under which ids they are on the device: those that are this page's to send. */
  #taken: readonly string[] = [];
  /** Those of them that were of an older version, as they are to be on the device. */
  #broughtUp: readonly StoredQueue[] = [];
  /** Those of them that have ended, and are to be taken off. */
  readonly ended: string[] = [];
  #replaced = 0;
  /** After which entry each has been heard by itself, and of which clients there were some. */
  #heardFrom = 0;
  readonly #heardOf = new Set<string>();
  #beganAt = 0;

  constructor(device: OnDevice, session: RoomSession<D>) {
    this.#device = device;
    this.#session = session;
    session.copy.runs = new SentAsOne(session.copy);
  }

  /** The room begins with what the device had of it, up to the entry `seq`. */
  begin(seq: number): void {
    this.#heardFrom = this.#beganAt = seq;
  }

  /** Whether a queue is one that is this page's to send. */
  has(client: string): boolean {
    return this.#taken.includes(client);
  }

  /** These, whose locks this page has, are its own to send. `broughtUp` are to be written as they are here. */
  take(clients: readonly string[], broughtUp: readonly StoredQueue[] = []): void {
    this.#taken = [...this.#taken, ...clients];
    this.#broughtUp = [...this.#broughtUp, ...broughtUp];
  }

  /** Lets go of queues that are off the device. */
  let(ended: readonly string[]): void {
    for (const client of ended) if (this.has(client)) this.#device.release(client);
    this.#taken = this.#taken.filter((client) => !ended.includes(client));
  }

  /** Lets go of all of them. */
  stop(): void {
    this.let(this.#taken);
  }

  /** Hands all of them over to whoever takes them off the device, with their locks. */
  handOver(): readonly string[] {
    const taken = this.#taken;
    this.#taken = [];
    return taken;
  }

  /** A message to the seat, with the numbers of changes as they are here. */
  heard<M extends Down>(message: M): M {
    const { segment, segments } = this.#session.copy;
    if (message.type === "joined") {
      this.#replaced = 0;
      // In a log that went back what was heard before says nothing.
      if (message.log.verdict !== undefined) this.#heardFrom = Infinity;
      else if (message.state !== undefined)
        this.#heardFrom = Math.max(this.#heardFrom, message.from);
    }
    if ("list" in message && segments.length > 1)
      for (const entry of message.list)
        if ("client" in entry) this.#heardOf.add(entry.client);
        // Among what is passed over may be that a change of a queue behind was refused.
        else if ("skip" in entry) this.#heardFrom = Infinity;
    return asNumberedHere(message, segment);
  }

  /** The server closed the seat. See `RoomKeeper`. */
  closed(code: string): number | "go on" | undefined {
    const { segments, pending, segment } = this.#session.copy;
    if (segments.length === 1) return undefined;
    // Somebody else sends the same queue, on a copy of this device: it is left to them for a while.
    if (code === "seat.replaced") {
      const { random } = this.#device.host;
      return REPLACED_MS * 2 ** this.#replaced++ * (1 + random.next() / 2);
    }
    if (code !== "auth.client-taken") return undefined;
    const { here } = this.#session.setbacks;
    if (here === undefined) {
      this.#session.setbacks.prepare();
      return AGAIN_MS;
    }
    const message =
      inWords(() => "An earlier page wrote it as somebody else, and never sent it") ?? code;
    for (const { data } of pending.all())
      if (data.n <= segment.end) here.refusals.refuse({ refused: data.n, code, message });
    this.#next();
    return "go on";
  }

  /** Goes on with the next queue where all changes of the one that is sent now have ended. Returns whether it did. */
  goOn(): boolean {
    const { pending, segment, segments } = this.#session.copy;
    if (segments.length === 1 || this.#session.isJoining) return false;
    if (pending.size > 0 && pending.ended < segment.end) return false;
    this.#next();
    return true;
  }

  #next(): void {
    const { copy } = this.#session;
    const { pending } = copy;
    while (copy.segments.length > 1 && (pending.size === 0 || pending.ended >= copy.segment.end)) {
      const { stored } = copy.segment;
      if (stored !== undefined) this.ended.push(stored);
      copy.segments = copy.segments.slice(1);
    }
    const { writer } = copy;
    if (copy.segments.length === 1 && pending.size === 0)
      copy.segments = [{ ...writer, offset: pending.next - 1 - writer.before }];
    const { last, stored = copy.client } = copy.segment;
    // What this page wrote itself stands over what it had begun with, or over what came later.
    const seq = last?.seq ?? this.#beganAt;
    const isFollowed = seq >= this.#heardFrom && !this.#heardOf.has(stored);
    tellWho(copy, isFollowed || pending.size === 0);
  }

  /** Whether some are to be written otherwise than they are on the device. */
  get isMoved(): boolean {
    return this.#broughtUp.length > 0;
  }

  /** What writes them as they are by now. */
  moved(): Moved | undefined {
    const again = this.#broughtUp.filter(
      ({ client }) => this.has(client) && !this.ended.includes(client),
    );
    this.#broughtUp = [];
    if (again.length === 0) return undefined;
    const { name } = this.#session;
    return {
      writes: again.flatMap((queue) => withQueue(name, queue)),
      done: (isWritten) => {
        if (!isWritten) this.#broughtUp = [...again, ...this.#broughtUp];
      },
    };
  }
}

import { isHandedBack } from "../room/handed-back.ts";
import type { RoomDefinition } from "@alongside/core";
import type { Down, LogName } from "@alongside/core/engine";
import type { Report } from "../readable.ts";
import { CLIENT_LENGTH } from "../room/host.ts";
import type { RoomKeeper } from "../room/keeper.ts";
import type { Refusal } from "../room/rejections.ts";
import { RoomSession } from "../room/room.ts";
import { beginWith, takingUp } from "./adopt.ts";
import { bringUp } from "./bring-up.ts";
import { EarlierQueues } from "./earlier.ts";
import { handBackRest } from "./hand-back.ts";
import type { DeviceRow } from "./device-store.ts";
import type { OnDevice, Part, Writer } from "./on-device.ts";
import type { RoomRow, StoredQueue } from "./rows.ts";

/** Queues that were sent beside a room, and how that ended. */
export interface Sent {
  /** Under which ids they are on the device. Their locks are held. */
  readonly clients: readonly string[];
  readonly refused: readonly Refusal[];
  /** Knows where the refused edits of texts belong. */
  readonly replica: RoomSession<RoomDefinition>["copy"]["replica"];
  /** The last entry that was heard of. */
  readonly log: LogName | undefined;
  readonly seq: number;
}

/**
 * Sends what pages that are gone had not sent of a room that this page has open: over a seat of its own that is shown to nobody, and
 * over a copy of the room of its own, so that nothing of it is among what this page has pending.
 */
export class Beside implements RoomKeeper, Writer {
  readonly isSafe = true;
  readonly unseen = undefined;
  readonly #device: OnDevice;
  readonly #session: RoomSession<RoomDefinition>;
  readonly #earlier: EarlierQueues<RoomDefinition>;
  readonly #over: (sent: Sent | undefined) => void;
  #isStopped = false;

  /** `over` is called once, with undefined where the queues stay as they are. The code for setbacks is here. */
  constructor(
    device: OnDevice,
    room: Pick<RoomSession<RoomDefinition>, "definition" | "name">,
    over: (sent: Sent | undefined) => void,
  ) {
    const { host } = device;
    const { definition, name } = room;
    // What is refused is told of by the room that lists it.
    const report: Report = (error, about) => {
      if (about?.rejected === undefined) host.report(error, about);
    };
    const author = { client: host.random.id(CLIENT_LENGTH), last: 0 };
    const id = name.slice(definition.name.length + 1);
    this.#device = device;
    this.#session = new RoomSession(definition, id, host, author, report);
    this.#session.copy.isQuiet = true;
    this.#session.keeper = this;
    this.#earlier = new EarlierQueues(device, this.#session);
    this.#over = over;
  }

  /** Begins to send `taken`, whose locks this page has, over the room as the device has it. */
  async begin(stored: RoomRow | undefined, taken: readonly StoredQueue[]): Promise<void> {
    const { copy, report } = this.#session;
    const { room, queues, changed } = bringUp(copy.definition, stored, taken, report);
    this.#earlier.take(
      queues.map(({ client }) => client),
      changed,
    );
    try {
      if (room !== undefined) {
        beginWith(copy, room);
        if (room.version === copy.definition.version) copy.rights.set(room.rights);
        this.#earlier.begin(room.seq);
      }
      const steps = takingUp(copy, queues);
      let step = steps.next();
      for (; step.done !== true; step = steps.next()) {
        await this.#rest(); // oxlint-disable-line no-await-in-loop -- in turn
        if (this.#isStopped) return;
      }
      this.#earlier.ended.push(...step.value);
      // A field for which the definition has no answer shows itself here.
      void copy.replica.view;
    } catch (error) {
      this.#session.report(error);
      return this.#giveUp();
    }
    handBackRest(this.#session, queues);
    if (copy.segments.length === 1) return this.#finish();
    this.#device.sessions.add(this.#session);
    this.#session.loaded(room?.version === copy.definition.version);
  }

  /** Lets the page do something else. */
  #rest(): Promise<void> {
    return new Promise((resolve) => void this.#device.host.clock.after(0, resolve));
  }

  changed(): void {
    if (this.#isStopped) return;
    const { copy } = this.#session;
    if (this.#earlier.goOn()) {
      if (copy.segments.length === 1) return this.#finish();
      if (copy.isIn) {
        this.#session.goodbye();
        this.#session.enterAgain();
      }
    }
    if (this.#earlier.isMoved) this.#device.request(this);
  }

  heard<M extends Down>(message: M): M {
    return this.#earlier.heard(message);
  }

  closed(code: string): number | "go on" | undefined {
    return this.#earlier.closed(code);
  }

  refused(code: string): void {
    const { pending } = this.#session.copy;
    if (isHandedBack(code) && pending.size > 0) return;
    this.#giveUp();
  }

  others(): Promise<readonly DeviceRow[]> {
    return Promise.resolve([]);
  }

  flush(): void {
    // It is on the device.
  }

  again(): void {
    // Nothing is written but where the log has gone back, once.
  }

  told(): void {
    // Whether this is safe nobody asks.
  }

  collect(): Part | undefined {
    const moved = this.#isStopped ? undefined : this.#earlier.moved();
    return moved && { ...moved, durability: "strict" };
  }

  /** Leaves the queues that have not ended as they are. */
  stop(): void {
    this.#isStopped = true;
    this.#earlier.stop();
    this.#device.sessions.delete(this.#session);
  }

  /** Stops, and leaves the room. */
  leave(): void {
    if (!this.#isStopped) this.#session.leave();
  }

  #giveUp(): void {
    this.leave();
    this.#over(undefined);
  }

  #finish(): void {
    const { copy, setbacks } = this.#session;
    const clients = new Set([...this.#earlier.handOver(), ...this.#earlier.ended]);
    const refused = [...setbacks.now.rejections.refusals.values()];
    const { replica, log, seq } = copy;
    this.leave();
    this.#over({ clients: [...clients], refused, replica, log, seq });
  }
}

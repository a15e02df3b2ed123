import type { RoomDefinition } from "@alongside/core";
import { setbacksCode } from "../room/later-setbacks.ts";
import type { RoomSession } from "../room/room.ts";
import { Beside, type Sent } from "./beside.ts";
import type { EarlierQueues } from "./earlier.ts";
import type { LeftBehind, OnDevice } from "./on-device.ts";
import { readRows } from "./rows.ts";
import { takeable } from "./takeable.ts";

/** What pages leave behind in a room that this page has open: it is sent beside what this page writes, once they are gone. */
export class LeftInRoom<D extends RoomDefinition> implements LeftBehind {
  readonly #device: OnDevice;
  readonly #session: RoomSession<D>;
  readonly #earlier: EarlierQueues<D>;
  readonly #isOwn: (client: string) => boolean;
  #beside: Beside | undefined;
  /** What was sent, and is not known yet to what this page has of the room. */
  #sent: Sent | undefined;
  #isLooking = false;
  /** Whether it is to be looked again. */
  #isDue = false;
  /** Whether something was left as it is, to be tried again when the room is entered again. */
  #hasGivenUp = false;
  #isStopped = false;

  /** `isOwn` says which ids are those of this page. */
  constructor(
    device: OnDevice,
    session: RoomSession<D>,
    earlier: EarlierQueues<D>,
    isOwn: (client: string) => boolean,
  ) {
    this.#device = device;
    this.#session = session;
    this.#earlier = earlier;
    this.#isOwn = isOwn;
  }

  get name(): string {
    return this.#session.name;
  }

  /** Looks what there is of pages that are gone: now, or as soon as it can be sent. */
  look(): void {
    this.#isDue = true;
    this.goOn();
  }

  /** The room is about to be entered. */
  entered(): void {
    this.#isDue ||= this.#hasGivenUp;
    this.#hasGivenUp = false;
  }

  /** The room is another one than before. */
  goOn(): void {
    if (this.#isStopped) return;
    this.#settle();
    const isBusy = this.#isLooking || this.#beside !== undefined || this.#sent !== undefined;
    if (!this.#isDue || isBusy || !this.#session.copy.isIn || !this.#device.hasLocks) return;
    this.#isDue = false;
    this.#isLooking = true;
    this.#look()
      .catch((error: unknown) => this.#session.report(error))
      .finally(() => {
        this.#isLooking = false;
        this.goOn();
      });
  }

  stop(): void {
    this.#isStopped = true;
    this.#beside?.leave();
    this.#beside = undefined;
  }

  async #look(): Promise<void> {
    const clients = (await this.#device.load(this.name))
      .filter(({ kind, key }) => kind === "queue" && !this.#isOwn(key) && !this.#earlier.has(key))
      .map(({ key }) => key);
    if (clients.length === 0) return;
    await setbacksCode.load();
    const gone = await this.#device.whoIsGone(clients);
    for (const client of clients) if (!gone.includes(client)) this.#device.watch(client);
    let taken: readonly string[] = [];
    try {
      // Read once more: until the lock was had another page may have sent it.
      if (gone.length > 0) taken = this.#take(await this.#device.load(this.name), gone);
    } finally {
      for (const client of gone) if (!taken.includes(client)) this.#device.release(client);
    }
  }

  /** Begins to send what can be sent of `gone`. Returns what that is. */
  #take(rows: Parameters<typeof readRows>[0], gone: readonly string[]): readonly string[] {
    if (this.#isStopped) return [];
    const listed = rows.filter(({ kind }) => kind !== "refused");
    const { room, queues } = readRows(listed, this.#session.report);
    const { version } = this.#session.definition;
    const mine = takeable(queues, (client) => gone.includes(client), version);
    if (mine.length === 0) return [];
    const beside = new Beside(this.#device, this.#session, (sent) => this.#over(sent));
    this.#beside = beside;
    beside.begin(room, mine).catch(this.#session.report);
    return mine.map(({ client }) => client);
  }

  #over(sent: Sent | undefined): void {
    this.#beside = undefined;
    if (this.#isStopped) {
      for (const client of sent?.clients ?? []) this.#device.release(client);
      return;
    }
    this.#sent = sent;
    this.#hasGivenUp = sent === undefined;
    if (sent !== undefined) this.#earlier.take(sent.clients);
    this.#session.keeper?.changed();
  }

  /** What was sent is off the device with the next state of the room that has it, and what was refused is listed here. */
  #settle(): void {
    const sent = this.#sent;
    if (sent === undefined) return;
    const { copy, report, setbacks } = this.#session;
    const isOfThis = copy.log?.epoch === sent.log?.epoch;
    if (isOfThis && copy.seq < sent.seq) return;
    this.#sent = undefined;
    this.#earlier.ended.push(...sent.clients);
    if (sent.refused.length === 0) return;
    const { rejections } = setbacks.now;
    const { pendingTexts } = sent.replica;
    if (pendingTexts !== undefined) copy.replica.pendingTexts?.takeShelves(pendingTexts, report);
    // Its number and its counterpart are another client's; a retry is a change of this page.
    for (const refusal of sent.refused)
      rejections.add({ ...refusal, undo: undefined, parts: undefined });
    rejections.tell();
  }
}

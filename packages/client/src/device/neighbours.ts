import { isClientId, isFields } from "@alongside/core/engine";
import type { Channel } from "../environment.ts";
import { clientLock, holdLock } from "../tabs/locks.ts";
import type { DeviceWrite } from "./device-store.ts";
import type { DeviceGiven } from "./on-device.ts";

/** Ms from when a page is gone until its queues are looked at, and how many more by chance: reloaded, it takes them up itself. */
const LOOK_MS = 2000;

/** How many pages are waited for. What others leave behind is sent by the next page that is loaded. */
const MAX_NEIGHBOURS = 64;

/** Characters of a room's name. */
const MAX_NAME = 256;

/** The version of what pages tell each other. */
const FORMAT = 1;

/** What a neighbour is to the device of this page. */
interface Told {
  /** Whether that client is this page, or one whose queue is this page's. */
  isOwn(client: string): boolean;
  /** Called a while after a page is gone that may have left something behind. */
  onGone(): void;
  /** Called when another page has written what it has not sent of a room. */
  onWritten(room: string): void;
}

/**
 * The other pages of this browser that may have something unsent: each is waited for until it is gone. Those that are there when this page
 * begins are known by their locks; one that comes later says so before it writes anything.
 */
export class Neighbours {
  readonly #given: DeviceGiven;
  readonly #told: Told;
  /** What ends the waiting for each. */
  readonly #waits = new Map<string, () => void>();
  readonly #channel: Channel | undefined;
  /** Ids that were said to the others. */
  readonly #said = new Set<string>();
  #isClosed = false;

  /** This page holds its own lock, or has asked for it. */
  constructor(given: DeviceGiven, told: Told) {
    this.#given = given;
    this.#told = told;
    const { locks, channel } = given.environment;
    this.#channel = channel?.(`alongside:${given.server}:queues`, (message) =>
      this.#heard(message),
    );
    const prefix = clientLock(given.server, "");
    locks?.query().then(
      ({ held = [] }) => {
        for (const { name = "" } of held)
          if (name.startsWith(prefix)) this.watch(name.slice(prefix.length));
      },
      // Where the browser forbids locks nobody can be waited for.
      () => undefined,
    );
  }

  /** Tells the others whose queues are about to be written. Whoever dies in the middle of that has said so before. */
  writing(writes: readonly DeviceWrite[]): void {
    for (const write of writes) {
      if (!("put" in write) || write.put.kind !== "queue" || this.#said.has(write.put.key))
        continue;
      this.#said.add(write.put.key);
      this.#channel?.post({ format: FORMAT, client: write.put.key });
    }
  }

  /** Tells the others in which rooms there is another queue on the device than before. */
  written(writes: readonly DeviceWrite[]): void {
    // The last transaction ends after its page has said goodbye.
    if (this.#channel === undefined || this.#isClosed) return;
    const places = writes.map((write) =>
      "put" in write ? write.put : "delete" in write ? write.delete : write.clear,
    );
    const rooms = new Set(places.filter(({ kind }) => kind === "chunk").map(({ room }) => room));
    for (const room of rooms) this.#channel.post({ format: FORMAT, room });
  }

  /** Waits until that client's page is gone. */
  watch(client: string): void {
    const { environment, server, host } = this.#given;
    const { locks } = environment;
    if (locks === undefined || this.#isClosed || !isClientId(client)) return;
    if (this.#waits.has(client) || this.#told.isOwn(client)) return;
    if (this.#waits.size >= MAX_NEIGHBOURS) return;
    // It is let go of at once: of several pages that wait for it, and the one that was reloaded, each has its chance.
    const stop = holdLock(locks, clientLock(server, client), () => {
      stop();
      this.#waits.delete(client);
      host.clock.after(LOOK_MS * (1 + host.random.next() / 2), () => {
        if (!this.#isClosed) this.#told.onGone();
      });
    });
    this.#waits.set(client, stop);
  }

  close(): void {
    this.#isClosed = true;
    this.#channel?.close();
    for (const stop of this.#waits.values()) stop();
    this.#waits.clear();
  }

  /** A page of another version, or of somebody else on the same host, may have said anything. */
  #heard(message: unknown): void {
    if (!isFields(message) || message.format !== FORMAT) return;
    const { client, room } = message;
    if (isClientId(client)) this.watch(client);
    if (typeof room === "string" && room.length <= MAX_NAME) this.#told.onWritten(room);
  }
}

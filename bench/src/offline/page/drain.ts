import { type Client, createClient, type Room, type TransportFactory } from "@alongside/client";
import { indexedDbStore } from "@alongside/client/indexeddb";
import { Week } from "../../rooms.ts";

/** Shapes on the board. */
const SHAPES = 100;

/** How many changes are made before the page has a rest. */
const AT_ONCE = 20;

/** What became of a week of work. Times are in ms. */
export interface Drained {
  /** Until the room was shown with all of it. */
  readonly shown: number;
  /** From then until all of it was on the server. */
  readonly took: number;
  /** What the room reads like. */
  readonly notes: string;
}

/** No network. */
const none: TransportFactory = (_url, handlers) => {
  setTimeout(() => handlers.onClose(1006, ""), 0);
  return { send: () => undefined, close: () => undefined, buffered: 0 };
};

function enter(url: string, transports?: readonly TransportFactory[]): [Client, Room<typeof Week>] {
  const persist = indexedDbStore({ user: "ann" });
  const client = createClient({ url, persist, ...(transports && { transports }) });
  return [client, client.join(Week, "r")];
}

export const week = {
  /** Is there once with a network, so that the room is known. */
  async begin(url: string): Promise<void> {
    const [client, room] = enter(url);
    await room.ready;
    room.update((doc) => {
      for (let i = 0; i < SHAPES; i++) doc.items.push({});
    });
    await room.saved();
    // What the device has of the room is up to a second old.
    await rest(1500);
    client.close();
    await rest(200);
  },

  /** Makes so many changes without one: letters and moves in turn, so that none joins another. */
  async work(url: string, changes: number): Promise<string> {
    const [client, room] = enter(url, [none]);
    await room.ready;
    for (let i = 0; i < changes; i++) {
      if (i % 2 === 0) room.update((doc) => doc.notes.insert(i / 2, i % 100 === 98 ? "\n" : "x"));
      else
        room.update((doc) => {
          const item = doc.items.at(i % SHAPES);
          if (item) item.at = { x: i, y: i };
        });
      if (i % AT_ONCE === 0) await rest(0);
    }
    await room.saved("device");
    const { pending } = room.status.get();
    if (pending !== changes) throw new Error(`${pending} changes wait, and not ${changes}`);
    const notes = room.get()?.notes.toString() ?? "";
    client.close();
    await rest(500);
    return notes;
  },

  /** Comes back: shows all of it, and sends it. */
  async comeBack(url: string, changes: number): Promise<Drained> {
    const began = performance.now();
    const [client, room] = enter(url);
    await room.ready;
    const { pending } = room.status.get();
    if (pending !== changes) throw new Error(`${pending} changes came back, and not ${changes}`);
    const shown = performance.now();
    await room.saved();
    const sent = performance.now();
    const notes = room.get()?.notes.toString() ?? "";
    client.close();
    await rest(500);
    return { shown: shown - began, took: sent - shown, notes };
  },
};

function rest(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

import type { DraftOf } from "@alongside/core";
import { encodeWelcome, PING, PONG, systemClock, type Welcome } from "@alongside/core/engine";
import { createClient, openText, type Room, type TransportFactory } from "@alongside/client";
import { compose, type Delta } from "@alongside/core/text";
import { Page } from "../rooms.ts";
import type { Patch } from "./traces.ts";

export const PAGE = "page:p";

/** Makes one change of what somebody did at once. */
export type Write = (patches: readonly Patch[]) => void;

/** One change, as an app makes it. */
export function write(room: Room<typeof Page>, patches: readonly Patch[]): void {
  room.update((doc: DraftOf<typeof Page>) => {
    for (const [at, gone, inserted] of patches) {
      if (gone > 0) doc.body.delete(at, gone);
      if (inserted !== "") doc.body.insert(at, inserted);
    }
  });
}

export function byUpdate(room: Room<typeof Page>): Write {
  return (patches) => write(room, patches);
}

/** Changes as an editor's binding makes them. */
export function byText(room: Room<typeof Page>): Write {
  const text = openText(room, (doc) => doc.body);
  return (patches) => {
    if (patches.length > 0) text.edit(patches.map(deltaOf).reduce(compose));
  };
}

function deltaOf([at, gone, inserted]: Patch): Delta {
  const parts: (number | string)[] = [];
  if (at > 0) parts.push(at);
  if (inserted !== "") parts.push(inserted);
  if (gone > 0) parts.push(-gone);
  return parts;
}

/** The text as an app reads it. */
export function bodyOf(room: Room<typeof Page>): { readonly length: number; toString(): string } {
  const state = room.get();
  if (state === undefined) throw new Error("The room is not here yet");
  return state.body;
}

const WELCOME: Welcome = {
  type: "welcome",
  version: 2,
  session: "s",
  user: { id: "u", name: "Ann", color: "red" },
  now: 0,
  limits: { message: 2 ** 21, inFlight: 16 },
  features: [],
};

/** The shipped client in a room, with the bench in the server's place: it takes every change, and says so when `answer` is called. */
export class LonelyPage {
  readonly room: Room<typeof Page>;
  /** Characters of the changes that were sent. */
  sent = 0;
  #frames = 0;
  #answered = 0;
  #say: (frame: string) => void = () => undefined;

  /** `state` is JSON, as the server would send it. */
  constructor(state = "{}") {
    const transport: TransportFactory = (_url, { onOpen, onFrame }) => {
      this.#say = onFrame;
      queueMicrotask(onOpen);
      return {
        send: (frame) => this.#hear(String(frame), state),
        close: () => undefined,
        buffered: 0,
      };
    };
    const client = createClient({
      url: "ws://127.0.0.1/live",
      clock: systemClock,
      transports: [transport],
    });
    this.room = client.join(Page, "p");
  }

  /** Whether all that was written is answered. */
  get isSettled(): boolean {
    return this.room.status.get().pending === 0;
  }

  /** All that was sent is in the log. */
  answer(): void {
    const list: string[] = [];
    while (this.#answered < this.#frames) {
      const n = ++this.#answered;
      list.push(`["a",${n},${n},0]`);
    }
    if (list.length > 0) this.#say(`["d",1,[${list.join(",")}]]`);
  }

  #hear(frame: string, state: string): void {
    if (frame.startsWith('["c"')) {
      this.#frames += 1;
      this.sent += frame.length;
    } else if (frame.startsWith('["h"')) {
      queueMicrotask(() => this.#say(encodeWelcome(WELCOME)));
    } else if (frame.startsWith('["j"')) {
      queueMicrotask(() => this.#say(`["s",1,"m",[true,true],["e",0],0,0,0,[],[],[],${state}]`));
    } else if (frame === PING) queueMicrotask(() => this.#say(PONG));
  }
}

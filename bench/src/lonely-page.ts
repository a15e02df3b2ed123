import type { RoomDefinition } from "@alongside/core";
import {
  encodeOps,
  encodeWelcome,
  type OpsByKey,
  PING,
  PONG,
  systemClock,
  type Welcome,
} from "@alongside/core/engine";
import { createClient, type Room, type TransportFactory } from "@alongside/client";

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
export class LonelyPage<D extends RoomDefinition> {
  readonly room: Room<D>;
  /** Characters of the changes that were sent. */
  sent = 0;
  #frames = 0;
  #answered = 0;
  #seq = 0;
  #others = 0;
  #say: (frame: string) => void = () => undefined;

  /** `state` is JSON, as the server would send it. */
  constructor(definition: D, state = "{}") {
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
    this.room = client.join(definition, "p");
  }

  /** Whether all that was written is answered. */
  get isSettled(): boolean {
    return this.room.status.get().pending === 0;
  }

  /** Somebody else's change is in the log. */
  hear(ops: OpsByKey): void {
    const [seq, n] = [++this.#seq, ++this.#others];
    this.#say(
      `["d",1,[["c",${seq},0,"u","somebody-else-id",${n},${JSON.stringify(encodeOps(ops))}]]]`,
    );
  }

  /** All that was sent is in the log. */
  answer(): void {
    const list: string[] = [];
    while (this.#answered < this.#frames) list.push(`["a",${++this.#answered},${++this.#seq},0]`);
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

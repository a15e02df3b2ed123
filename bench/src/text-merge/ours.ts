import { type Client, createClient, type Room, type TransportHandlers } from "@alongside/client";
import type { Hub } from "../../../packages/server/src/session/hub.ts";
import type { Connection } from "../../../packages/server/src/session/wire.ts";
import { BenchClock } from "../bench-clock.ts";
import { pageHub, REQUEST, turn } from "../text/hub.ts";
import { Page } from "../rooms.ts";
import { bodyOf, write } from "../text/page.ts";
import type { Pair } from "./pair.ts";

/** The shipped client of one person. What it says and hears waits until the bench carries it. */
class Person {
  readonly client: Client;
  readonly room: Room<typeof Page>;
  said: string[] = [];
  #heard: string[] = [];
  #handlers: TransportHandlers | undefined;
  #connection: Connection | undefined;

  constructor(guest: string, clock: BenchClock) {
    this.client = createClient({
      url: "ws://127.0.0.1/live",
      guest,
      clock,
      transports: [
        (_url, handlers) => {
          this.#handlers = handlers;
          return {
            send: (frame) => this.said.push(String(frame)),
            close: () => undefined,
            buffered: 0,
          };
        },
      ],
    });
    this.room = this.client.join(Page, "p");
  }

  connect(hub: Hub): void {
    this.client.retry();
    const send = (frame: string): void => void this.#heard.push(frame);
    this.#connection = hub.accept({ send, close: () => undefined, buffered: 0 }, REQUEST);
    this.#handlers?.onOpen();
  }

  /** Brings the server what was said. Returns how many bytes. */
  speak(): number {
    let bytes = 0;
    const { said } = this;
    this.said = [];
    for (const frame of said) {
      bytes += frame.length;
      this.#connection?.receive(frame);
    }
    return bytes;
  }

  hear(): void {
    const heard = this.#heard;
    this.#heard = [];
    for (const frame of heard) this.#handlers?.onFrame(frame);
  }

  cut(): void {
    this.#connection?.closed();
    this.#connection = undefined;
    this.#handlers?.onClose(1006, "");
  }
}

/** The shipped server and two clients, in turns, so that each one's time is its own. */
export function openPair(): Pair {
  const clock = new BenchClock();
  const hub = pageHub(clock);
  const people = [new Person("ann", clock), new Person("ben", clock)] as const;
  const of = (who: number): Person => people[who === 0 ? 0 : 1];
  let serverMs = 0;
  let upload = 0;

  /** Carries frames until nobody has anything to say. Returns how long `watched` took over what it heard. */
  async function settle(watched?: Person): Promise<number> {
    let clientMs = 0;
    do {
      const start = performance.now();
      for (const person of people) upload += person.speak();
      await turn();
      serverMs += performance.now() - start;
      for (const person of people) {
        const began = performance.now();
        person.hear();
        if (person === watched) clientMs += performance.now() - began;
      }
    } while (people.some(({ said }) => said.length > 0));
    return clientMs;
  }

  return {
    async begin(text) {
      for (const person of people) person.connect(hub);
      await settle();
      write(people[0].room, [[0, 0, text]]);
      await settle();
      for (const person of people) person.cut();
    },
    press(who, key) {
      const { room } = of(who);
      write(room, [key]);
      void bodyOf(room).length;
    },
    async comeBack(who) {
      serverMs = upload = 0;
      of(who).connect(hub);
      const clientMs = await settle(of(who));
      return { serverMs, clientMs, upload };
    },
    async texts() {
      const { body } = await hub.room(Page, "p").read();
      return [...people.map(({ room }) => bodyOf(room)), body].map(String);
    },
  };
}

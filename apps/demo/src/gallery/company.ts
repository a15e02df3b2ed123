import {
  type Client,
  createClient,
  type Environment,
  type EnvironmentEvent,
  type Room,
} from "@alongside/client";
import { feedOf } from "@alongside/client/feeds";
import { follow, type Follow } from "@alongside/client/follow";
import { Cell } from "../lib/cell.ts";
import { Gallery } from "./definition.ts";

/** How often somebody moves, in ms. */
const STEP_MS = 60;
const MOST = 12;

/** Simulated people: clients of their own, with connections of their own, in the room of this page. */
export class Company {
  readonly size = new Cell(0);
  /** Whether one of them looks at another window. */
  readonly isAway = new Cell(false);
  readonly #room: string;
  readonly #people: Somebody[] = [];
  #timer: ReturnType<typeof setInterval> | undefined;
  #mentions = 0;

  constructor(room: string) {
    this.#room = room;
  }

  /** So many come, and all begin to move. */
  begin(count: number): void {
    this.#timer = setInterval(() => {
      for (const somebody of this.#people) somebody.step(performance.now());
    }, STEP_MS);
    for (let i = 0; i < count; i += 1) this.come();
  }

  come(): void {
    if (this.#people.length === MOST) return;
    this.#people.push(new Somebody(this.#room, this.#people.length));
    this.size.set(this.#people.length);
  }

  go(): void {
    this.#people.pop()?.leave();
    this.size.set(this.#people.length);
    this.isAway.set(this.#people[0]?.isAway ?? false);
  }

  /** One of them mentions a user in a room where that user is not. */
  mention(user: string): void {
    const by = this.#people[this.#mentions % this.#people.length];
    this.#mentions += 1;
    void by?.mention(user);
  }

  lookAway(): void {
    const [first] = this.#people;
    first?.lookAway();
    this.isAway.set(first?.isAway ?? false);
  }

  end(): void {
    clearInterval(this.#timer);
    while (this.size.get() > 0) this.go();
  }
}

/** Walks on a curve of their own, and types now and then. */
class Somebody {
  readonly #environment = new OwnPage();
  readonly #client: Client;
  readonly #room: Room<typeof Gallery>;
  readonly #nth: number;
  /** They read, too: whoever follows them reads along. */
  readonly #follow: Follow<typeof Gallery>;
  #read = 0;

  constructor(room: string, nth: number) {
    this.#nth = nth;
    this.#client = createClient({
      url: "/live",
      guest: crypto.randomUUID(),
      environment: this.#environment,
    });
    this.#room = this.#client.join(Gallery, room);
    this.#follow = follow(this.#room, { viewport: { get: () => [this.#read], set: () => {} } });
  }

  get isAway(): boolean {
    return !this.#environment.visible;
  }

  step(now: number): void {
    if (this.isAway) return;
    const nth = this.#nth;
    const way = now / (2600 + nth * 370) + nth * 2;
    const turn = Math.floor(now / 4000);
    this.#environment.tell("input");
    this.#room.presence.set({
      cursor: {
        x: 0.5 + 0.4 * Math.sin(way),
        y: 0.5 + 0.36 * Math.sin(way * 1.4 + nth),
      },
      typing: turn % 3 !== 2 && (turn + nth) % 4 < 2 ? "reply" : null,
      selection: [`card-${(turn + nth) % 4}`],
    });
    this.#read = Math.round(500 + 500 * Math.sin(way / 2)) / 1000;
    this.#follow.moved();
  }

  lookAway(): void {
    this.#environment.visible = !this.#environment.visible;
    this.#environment.tell(this.#environment.visible ? "visible" : "hidden");
    if (this.isAway) this.#room.presence.set({ cursor: null, typing: null });
  }

  async mention(user: string): Promise<void> {
    const elsewhere = this.#client.join(Gallery, "elsewhere");
    try {
      await elsewhere.ready;
      const talk = feedOf(elsewhere, "talk");
      await talk.post({ text: "Have a look" }, { mentions: [user] }).committed;
    } finally {
      elsewhere.leave();
    }
  }

  leave(): void {
    this.#follow.end();
    this.#client.close();
  }
}

/** A page that somebody has for themselves: it remembers nothing, and is hidden when they say so. */
class OwnPage implements Environment {
  readonly online = true;
  readonly location = window.location.href;
  readonly locks = undefined;
  readonly channel = undefined;
  visible = true;
  readonly #listeners = new Map<EnvironmentEvent, Set<() => void>>();

  on(event: EnvironmentEvent, callback: () => void): () => void {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners.add(callback));
    return () => void listeners.delete(callback);
  }

  tell(event: EnvironmentEvent): void {
    for (const listener of this.#listeners.get(event) ?? []) listener();
  }

  holdUnload(): () => void {
    return () => {};
  }

  recall(): undefined {}
  remember(): void {}
  recallInTab(): undefined {}
  rememberInTab(): void {}
}

import { defineRoom, point, value, type Viewport } from "@alongside/core";
import type { Points } from "@alongside/core/engine";
import { PeopleHere } from "../../../client/src/presence/people.ts";
import { pointsOf } from "../../../client/src/presence/carets.ts";
import type { Heard } from "../../../core/test/speech.ts";
import { implement } from "../../src/implement.ts";
import { ROOM } from "./board.ts";
import type { Peer } from "./peer.ts";
import { settle } from "./test-clock.ts";
import { World, type WorldOptions } from "./world.ts";

export const Plane = defineRoom("board", {
  version: 1,
  presence: { cursor: point(), fine: point({ resolution: 0.1 }), note: value("") },
  storage: { title: value("") },
});

export const TICK = 33;

/** A page as the shipped client keeps it: who is here, and where. */
export class Reader {
  readonly peer: Peer;
  /** How many there are, where it is told no more. */
  counts: (Heard & { readonly type: "counts" }) | undefined;
  readonly #points = pointsOf(Plane) as Points;
  readonly #here: PeopleHere<typeof Plane>;

  constructor(peer: Peer) {
    this.peer = peer;
    this.#here = new PeopleHere<typeof Plane>(
      () => peer.client,
      undefined,
      () => () => undefined,
    );
  }

  /** Reads what came. Throws where a tick cannot be read. */
  read(): this {
    for (const message of this.peer.frames.splice(0)) this.#hear(message);
    return this;
  }

  #hear(message: Heard): void {
    if (message.type === "joined") {
      this.#points.everyone(message.people, message.tick ?? 0);
      this.#here.replace(message.people, 0);
    }
    if (message.type === "counts") this.counts = message;
    if (message.type !== "tick") return;
    if (message.all === true) this.counts = undefined;
    const { number = 0, before = number } = message;
    if (message.all === true) this.#points.everyone(message.people, before);
    else this.#points.met(message.people);
    this.#here.tick({ ...message, seat: 1 }, 0);
    if (message.points === undefined) return;
    const moved = this.#points.read(number, before, message.points, (client) =>
      this.#here.presenceOf(client),
    );
    if (moved === undefined) throw new Error("A tick that cannot be read");
    this.#here.moved(moved);
  }

  get others(): ReadonlyMap<string, object> {
    return new Map(this.#here.others.map(({ client, presence }) => [client, presence]));
  }
}

export async function plane(
  names: readonly string[],
  options: WorldOptions = {},
): Promise<{ readonly world: World; readonly readers: Reader[] }> {
  const limits = { messagesPerSecond: 1e6, ...options.limits };
  const world = new World({ ...options, limits, rooms: [implement(Plane)] });
  const readers: Reader[] = [];
  for (const name of names) readers.push(await enter(world, name));
  return { world, readers };
}

/** Joins, and keeps what it hears. */
export async function enter(world: World, name: string): Promise<Reader> {
  const peer = await world.greet(name, name);
  peer.speech.hearsBytes = true;
  peer.say({ type: "join", room: ROOM, version: 1, ended: 0 });
  await settle();
  return new Reader(peer);
}

export function show({ peer }: Reader, set: object): void {
  peer.say({ type: "presence", room: ROOM, set: set as never });
}

/** Says what a page looks at. */
export function look({ peer }: Reader, viewport?: Viewport): void {
  peer.say({ type: "look", room: ROOM, ...(viewport && { viewport }) });
}

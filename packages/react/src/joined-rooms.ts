import type { Client, Room } from "@alongside/client";
import type { RoomDefinition } from "@alongside/core";

/** How long a room nobody shows any more stays joined: StrictMode, hot reload and going back come within it. */
const LINGER_MS = 1000;

/** How long a room waits for the render that joined it to be shown at all. */
const UNSHOWN_MS = 60_000;

const roomsOf = new WeakMap<Client, Map<string, JoinedRoom<RoomDefinition>>>();

/**
 * The room `id` on `client`. Who asks first joins it. Safe while rendering: what no render shows is left again. A definition that
 * hot reload has made anew gets the room of the one before it.
 */
export function joinedRoom<D extends RoomDefinition>(
  client: Client,
  definition: D,
  id: string,
): JoinedRoom<D> {
  let rooms = roomsOf.get(client);
  if (!rooms) roomsOf.set(client, (rooms = new Map()));
  const name = `${definition.name}:${id}`;
  const known = rooms.get(name);
  if (known) return known as unknown as JoinedRoom<D>;
  const joined = new JoinedRoom(client.join(definition, id), () => rooms.delete(name));
  rooms.set(name, joined as unknown as JoinedRoom<RoomDefinition>);
  return joined;
}

/** A room, joined as long as components show it. */
export class JoinedRoom<D extends RoomDefinition> {
  readonly room: Room<D>;
  readonly #forget: () => void;
  #users = 0;
  #wasShown = false;
  #isLeft = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(room: Room<D>, forget: () => void) {
    this.room = room;
    this.#forget = forget;
    this.#leaveAfter(UNSHOWN_MS);
  }

  /** Keeps the room joined until the answered function is called. */
  retain(): () => void {
    this.#users++;
    this.#wasShown = true;
    clearTimeout(this.#timer);
    return () => {
      this.#users--;
      if (this.#users === 0) this.#leaveAfter(LINGER_MS);
    };
  }

  /** Whether the room was left; whoever needs it asks `joinedRoom` again. */
  get isLeft(): boolean {
    return this.#isLeft;
  }

  #leaveAfter(ms: number): void {
    this.#timer = setTimeout(() => {
      const { room } = this;
      // A component that suspends shows nothing yet, and still waits for this room.
      if (!this.#wasShown && room.get() === undefined && room.status.get().name !== "refused") {
        this.#leaveAfter(UNSHOWN_MS);
        return;
      }
      this.#isLeft = true;
      this.#forget();
      room.leave();
    }, ms);
  }
}

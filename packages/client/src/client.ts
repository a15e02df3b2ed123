import {
  roomId,
  systemClock,
  systemRandom,
  type Down,
  type RoomDefinition,
  type UserInfo,
  type Welcome,
} from "@alongside/core";
import { browserEnvironment } from "./browser.ts";
import { Cell } from "./cell.ts";
import type { Client, ClientOptions, ClientStatus } from "./client-types.ts";
import { Connection } from "./connection/connection.ts";
import { Activity } from "./presence/activity.ts";
import { RoomSession } from "./room/room.ts";
import { roomHandle } from "./room/handle.ts";
import { clientStatus } from "./room/status.ts";
import { webSocket } from "./transports/websocket.ts";

/** A room of this page, and how many use it. */
interface Held {
  readonly session: RoomSession<RoomDefinition>;
  users: number;
}

/** Makes a client. Nothing is opened before the first `join`. */
export function createClient(options: ClientOptions): Client {
  const {
    getToken,
    clock = systemClock,
    random = systemRandom,
    environment = browserEnvironment(),
    onError = (error) => console.error(error),
  } = options;
  const id = random.id(16);
  const rooms = new Map<string, Held>();
  const user = new Cell<UserInfo | undefined>(undefined, onError);
  const status = new Cell<ClientStatus>({ name: "idle" }, onError);
  const stops: (() => void)[] = [];
  let wasLive = false;
  let inFlight = 16;
  let releaseUnload: (() => void) | undefined;

  const address = absolute(options.url, environment.location);
  // Rendered on a server there is no page whose host `/live` could be on: the room stays as it is before it arrives.
  const canDial = address !== undefined && (options.transport !== undefined || typeof WebSocket === "function");
  const connection = new Connection({
    url: address ?? "",
    client: id,
    guest: getToken === undefined ? (options.guest ?? environment.keep("alongside:guest", () => random.id(24))) : undefined,
    getToken,
    clock,
    random,
    transport: options.transport ?? webSocket,
    onWelcome: welcomed,
    onMessage: received,
    onDown() {
      for (const { session } of rooms.values()) session.down();
    },
    report: onError,
  });
  connection.state.subscribe((state) => {
    const next = clientStatus(state, wasLive);
    wasLive ||= state.name === "live";
    if (JSON.stringify(next) !== JSON.stringify(status.get())) status.set(next);
  });

  function start(): void {
    if (!canDial) return status.set({ name: "connecting" });
    if (connection.state.get().name !== "idle") return;
    const nudge = (): void => connection.tell({ type: "nudged" });
    stops.push(environment.on("online", nudge), environment.on("visible", nudge), environment.on("focus", nudge));
    const activity = new Activity(clock, environment, onError);
    activity.state.subscribe((state) => {
      for (const { session } of rooms.values()) session.presence.setState(state);
    });
    stops.push(() => activity.stop());
    connection.tell({ type: "wanted" });
  }

  function welcomed(welcome: Welcome): void {
    inFlight = welcome.limits.inFlight;
    if (JSON.stringify(welcome.user) !== JSON.stringify(user.get())) user.set(welcome.user);
    for (const { session } of rooms.values()) session.enter();
  }

  function received(message: Down): void {
    if ("room" in message) rooms.get(message.room)?.session.receive(message);
  }

  /** Leaving the page with something pending would lose it: the browser asks first. */
  function holdUnload(): void {
    let pending = 0;
    for (const { session } of rooms.values()) pending += session.pending;
    if (pending > 0) releaseUnload ??= environment.holdUnload();
    else {
      releaseUnload?.();
      releaseUnload = undefined;
    }
    for (const [name, held] of rooms) leaveIfDone(name, held);
  }

  function leaveIfDone(name: string, held: Held): void {
    if (held.users > 0 || held.session.pending > 0) return;
    // Not at once: whoever lets go of a room and takes it again in the same moment, keeps it.
    clock.after(0, () => {
      if (held.users > 0 || held.session.pending > 0 || rooms.get(name) !== held) return;
      rooms.delete(name);
      held.session.leave();
    });
  }

  return {
    id,
    status,
    user,
    join<D extends RoomDefinition>(definition: D, key: string) {
      const name = roomId(definition.name, key);
      let held = rooms.get(name);
      if (held === undefined) {
        const session = new RoomSession(definition, key, {
          id,
          clock,
          random,
          status,
          user,
          get inFlight() {
            return inFlight;
          },
          send: (message) => connection.send(message),
          report: onError,
          onPending: holdUnload,
        });
        held = { session: session as unknown as RoomSession<RoomDefinition>, users: 0 };
        rooms.set(name, held);
        if (connection.isLive) session.enter();
      } else if (held.session.definition !== definition) {
        throw new TypeError(`${name} is joined with another definition`);
      }
      held.users += 1;
      start();
      const mine = held;
      return roomHandle(mine.session as unknown as RoomSession<D>, key, user, onError, () => {
        mine.users -= 1;
        leaveIfDone(name, mine);
      });
    },
    retry() {
      connection.tell({ type: "retry" });
      for (const { session } of rooms.values()) session.retry();
    },
    close() {
      connection.tell({ type: "close" });
      for (const stop of stops) stop();
      releaseUnload?.();
      for (const { session } of rooms.values()) session.down();
      rooms.clear();
    },
  };
}

/** A WebSocket address: `/live` is on the page's own host. Undefined for such a path where there is no page. */
function absolute(url: string, location: string | undefined): string | undefined {
  if (!URL.canParse(url, location ?? "http://nowhere")) {
    throw new TypeError(`url should be an address such as wss://example.org/live, got ${JSON.stringify(url)}`);
  }
  if (location === undefined && !URL.canParse(url)) return undefined;
  const full = new URL(url, location);
  full.protocol = full.protocol.replace("http", "ws");
  return full.href;
}

import type { RoomDefinition } from "@alongside/core";
import {
  type Down,
  isDefinition,
  isFields,
  linked,
  mistake,
  remedyFor,
  roomId,
  systemClock,
  systemRandom,
  type UserInfo,
  type Welcome,
} from "@alongside/core/engine";
import { browserEnvironment } from "./browser.ts";
import { Cell } from "./cell.ts";
import type { Client, ClientOptions, ClientStatus } from "./client-types.ts";
import { Connection } from "./connection/connection.ts";
import type { LinkState, Unanswered } from "./connection/machine.ts";
import { Activity } from "./presence/activity.ts";
import type { Report } from "./readable.ts";
import { roomHandle } from "./room/handle.ts";
import type { RoomHost } from "./room/host.ts";
import { isRefusal } from "./room/refusal.ts";
import { RoomSession } from "./room/room.ts";
import { clientStatus, isSameStatus } from "./room/status.ts";
import { serverUrl } from "./server-url.ts";
import { ladderOf } from "./transports/ladder.ts";

/** A room of this page, and how many use it. */
interface Held {
  readonly session: RoomSession<RoomDefinition>;
  users: number;
}

/** Makes a client. Nothing is opened before the first `join`. Throws `TypeError` for an address or a transport that is none. */
export function createClient(options: ClientOptions): Client {
  if (!isFields(options))
    throw mistake("createClient", "the options", 'an object such as { url: "/live" }', options);
  for (const name of ["getToken", "onError"] as const)
    if (options[name] !== undefined && typeof options[name] !== "function")
      throw mistake("createClient", name, "a function", options[name]);
  const {
    getToken,
    clock = systemClock,
    random = systemRandom,
    environment = browserEnvironment(),
    transports = ["websocket", "stream", "polling"],
  } = options;
  const { ways, prepare } = ladderOf(transports);
  const report = reporter(options.onError ?? ((error) => console.error(error)));
  const id = random.id(16);
  const rooms = new Map<string, Held>();
  /** Where this client's counter stands in rooms it has left. */
  const counters = new Map<string, number>();
  const user = new Cell<UserInfo | undefined>(undefined, report);
  const status = new Cell<ClientStatus>({ name: "idle" }, report);
  let limits: Welcome["limits"] = { message: 2 ** 21, inFlight: 16 };
  let wasLive = false;
  let gestureRecords = 0;
  let activity: Activity | undefined;
  let releaseUnload: (() => void) | undefined;
  let stops: (() => void)[] = [];

  // Undefined for a path where there is no page: a module that a server renders with may make its client all the same.
  const url = serverUrl(options.url, environment.location);
  const canDial = url !== undefined && ways.length > 0;
  const connection = new Connection({
    url: url ?? "",
    client: id,
    guest:
      options.guest ??
      (canDial && getToken === undefined
        ? environment.keep("alongside:guest", () => random.id(24))
        : undefined),
    getToken,
    clock,
    random,
    transports: ways,
    report,
    onGreet() {
      // The rooms need not wait for the welcome, which would be another journey to the server and back.
      each((session) => session.enter());
    },
    onWelcome(welcome) {
      limits = welcome.limits;
      if (JSON.stringify(welcome.user) !== JSON.stringify(user.get())) user.set(welcome.user);
      each((session) => session.enter());
      // Without them, a page is lost where WebSockets stop to get through.
      prepare();
    },
    onMessage(message: Down) {
      if (!("room" in message)) return;
      rooms.get(message.room)?.session.receive(message);
      const isOver = message.type === "closed" && remedyFor(message.code) === "stop";
      if (isOver && message.code !== "limit.rooms") each((session) => session.placeFreed());
    },
    onDown: () => each((session) => session.down()),
    unanswered,
  });
  connection.state.subscribe((link) => {
    tellStatus(link);
    wasLive ||= link.name === "live";
    if (link.name === "refused") each((session) => session.linkRefused(link.reason));
  });

  const host: RoomHost = {
    id,
    clock,
    random,
    status,
    user,
    report,
    reportThrown(error, about) {
      // The console shows by itself what is thrown and not caught.
      if (options.onError !== undefined && isRefusal(error)) report(error, about);
      linked(error);
    },
    get limits() {
      return limits;
    },
    get isLive() {
      return connection.state.get().name === "live";
    },
    get buffered() {
      return connection.buffered;
    },
    send: (frame) => connection.send(frame),
    expectAnswer: () => connection.expectAnswer(),
    drop: (reason) => connection.drop(reason),
    nextGestureRecord: () => gestureRecords++,
    onChange,
  };

  function each(fn: (session: RoomSession<RoomDefinition>) => void): void {
    for (const { session } of rooms.values()) fn(session);
  }

  function unanswered(): Unanswered | undefined {
    let since = Number.POSITIVE_INFINITY;
    let size = 0;
    for (const { session } of rooms.values()) {
      // Behind a room, of whatever size, other answers wait.
      if (session.isJoining) return undefined;
      const { underWay } = session.copy.pending;
      if (!session.copy.isIn || underWay === undefined) continue;
      since = Math.min(since, underWay.since);
      size += underWay.size;
    }
    return Number.isFinite(since) ? { since, size } : undefined;
  }

  function tellStatus(link: LinkState): void {
    const now = clientStatus(link, wasLive, environment.online);
    if (!isSameStatus(now, status.get())) status.set(now);
  }

  /** There is a room: connect, and watch the page. */
  function start(): void {
    if (activity !== undefined) return;
    const nudge = (): void => {
      tellStatus(connection.state.get());
      if (environment.online) connection.tell({ type: "nudged" });
    };
    activity = new Activity(clock, environment, report);
    activity.state.subscribe((state) => each((session) => session.presence.setState(state)));
    stops = (["online", "offline", "visible", "focus"] as const).map((event) =>
      environment.on(event, nudge),
    );
    // Of a page that is hidden, on a phone, nothing more may be heard.
    const flush = (): void => {
      each((session) => session.flush());
      connection.flush();
    };
    const bye = (): void => {
      each((session) => session.flush());
      each((session) => session.goodbye());
      connection.flush();
    };
    stops.push(environment.on("hidden", flush), environment.on("gone", bye));
    connection.tell({ type: "wanted" });
  }

  /** There is no room any more. */
  function stop(): void {
    activity?.stop();
    activity = undefined;
    for (const end of stops) end();
    stops = [];
  }

  /** Leaving the page with something pending would lose it: the browser asks first. */
  function onChange(): void {
    let pending = 0;
    for (const { session } of rooms.values()) pending += session.copy.pending.size;
    if (pending > 0) releaseUnload ??= environment.holdUnload();
    else {
      releaseUnload?.();
      releaseUnload = undefined;
    }
    for (const [name, held] of rooms) leaveWhenDone(name, held);
  }

  function leaveWhenDone(name: string, held: Held): void {
    if (held.users > 0 || held.session.isBusy) return;
    // Not at once: whoever lets go of a room and takes it again in the same moment keeps it.
    clock.after(0, () => {
      if (held.users > 0 || held.session.isBusy || rooms.get(name) !== held) return;
      rooms.delete(name);
      counters.set(name, held.session.copy.pending.ended);
      held.session.leave();
      each((session) => session.placeFreed());
      if (rooms.size > 0) return;
      stop();
      connection.tell({ type: "unwanted" });
    });
  }

  function hold(definition: RoomDefinition, key: string): Held {
    const name = roomId(definition.name, key);
    const held = rooms.get(name);
    if (held !== undefined) {
      if (held.session.definition === definition) return held;
      throw new TypeError(
        `${name} is joined with another definition of the same name (docs/errors.md#join)`,
      );
    }
    const session = new RoomSession(definition, key, host, counters.get(name) ?? 0);
    const made: Held = { session, users: 0 };
    rooms.set(name, made);
    start();
    if (activity !== undefined) session.presence.setState(activity.state.get());
    if (host.isLive) session.enter();
    return made;
  }

  return {
    id,
    status,
    user,
    join<D extends RoomDefinition>(definition: D, key: string) {
      if (!isDefinition(definition))
        throw mistake("join", "the room", "what defineRoom answered", definition);
      if (connection.state.get().name === "closed")
        throw new Error("This client was closed; make a new one (docs/errors.md#join)");
      if (!canDial)
        throw new Error(
          `${roomId(definition.name, key)} cannot be joined here: ${
            url === undefined
              ? `${JSON.stringify(options.url)} is on a page's own host, and there is no page. On a server, leave joining to the hooks or to an effect, or give createClient a whole address, as wss://example.org/live`
              : `there is no global WebSocket or fetch for the transports ${transports.join(", ")}`
          } (docs/errors.md#join)`,
        );
      const held = hold(definition, key);
      held.users += 1;
      return roomHandle(held.session as unknown as RoomSession<D>, key, host, () => {
        held.users -= 1;
        leaveWhenDone(held.session.name, held);
      });
    },
    retry() {
      connection.tell({ type: "retry" });
      each((session) => session.retry());
    },
    close() {
      each((session) => session.goodbye());
      connection.tell({ type: "close" });
      stop();
      each((session) => session.leave());
      rooms.clear();
      onChange();
    },
  };
}

/** An app's `onError` that never throws: it is called in the middle of steps, which have to go on. */
function reporter(onError: Report): Report {
  return (error, about) => {
    try {
      onError(linked(error), about);
    } catch (thrown) {
      console.error(thrown, error);
    }
  };
}

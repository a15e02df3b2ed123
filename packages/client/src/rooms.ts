import type { RoomDefinition } from "@alongside/core";
import {
  type Clock,
  type Down,
  inWords,
  isFinal,
  type Random,
  roomId,
  said,
  type UserInfo,
} from "@alongside/core/engine";
import { Cell } from "./cell.ts";
import type { ClientStatus } from "./client-types.ts";
import { Connection, type ConnectionOptions } from "./connection/connection.ts";
import type { LinkState, Unanswered } from "./connection/machine.ts";
import type { Persist } from "./device/device-store.ts";
import { LaterDevice } from "./device/later-device.ts";
import type { Environment } from "./environment.ts";
import { Activity } from "./presence/activity.ts";
import { Beat } from "./presence/beat.ts";
import type { Report } from "./readable.ts";
import type { Author } from "./room/copy.ts";
import { CLIENT_LENGTH, RoomHost } from "./room/host.ts";
import { RoomSession } from "./room/room.ts";
import { exportCode } from "./unsent/later-export.ts";
import type { RoomExport } from "./unsent/types.ts";
import { clientStatus, isSameStatus } from "./room/status.ts";

/** A room of this page, and how many use it. */
export interface Held {
  readonly session: RoomSession<RoomDefinition>;
  users: number;
}

/** What a client's rooms are made with. */
interface RoomsOptions extends Pick<
  ConnectionOptions,
  "url" | "guest" | "introduction" | "getToken" | "transports" | "first" | "worked"
> {
  readonly client: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly environment: Environment;
  readonly report: Report;
  readonly reportThrown: Report;
  readonly persist: Persist | undefined;
  /** Called each time the connection is live. */
  onLive(): void;
}

/** The rooms that a client holds, and the connection they share: it is open while there is a room. */
export class Rooms {
  readonly host: RoomHost;
  readonly connection: Connection;
  readonly user: Cell<UserInfo | undefined>;
  readonly status: Cell<ClientStatus>;
  readonly #environment: Environment;
  readonly #held = new Map<string, Held>();
  /** All that sit in rooms over the connection: of the rooms held, and the device's own seats beside those. */
  readonly #sessions = new Set<RoomSession<RoomDefinition>>();
  /** Who this page was in rooms it has left, and how far it had counted there. */
  readonly #left = new Map<string, Author>();
  readonly #device: LaterDevice | undefined;
  #wasLive = false;
  readonly #beat: Beat;
  #activity: Activity | undefined;
  #releaseUnload: (() => void) | undefined;
  #stops: (() => void)[] = [];

  constructor({ onLive, reportThrown, environment, persist, ...options }: RoomsOptions) {
    const { client, clock, random, report } = options;
    this.#environment = environment;
    this.user = new Cell<UserInfo | undefined>(undefined, report);
    this.status = new Cell<ClientStatus>({ name: "idle" }, report);
    this.connection = new Connection({
      ...options,
      // The rooms need not wait for the welcome, which would be another journey to the server and back.
      onGreet: () => this.each((session) => session.enter()),
      onWelcome: ({ limits, user, features }) => {
        this.host.limits = limits;
        this.host.features = features;
        if (JSON.stringify(user) !== JSON.stringify(this.user.get())) this.user.set(user);
        this.each((session) => session.enter());
        onLive();
        // Where the device has something from before, it is asked for also by pages that write nothing.
        if (persist) exportCode.load().catch(() => undefined);
      },
      onMessage: this.#receive,
      onDown: () => this.each((session) => session.down()),
      unanswered: () => this.#unanswered(),
      isEntering: () => this.#some((session) => session.isJoining),
    });
    this.#beat = new Beat({
      clock,
      isPromised: () =>
        this.host.features.includes("beat") &&
        this.#activity?.state.get() === "active" &&
        this.host.isLive &&
        this.#seen() !== undefined,
      sentAt: () => this.connection.sentAt,
      beat: () => this.#seen()?.presence.beat(),
    });
    this.connection.state.subscribe((link) => this.#linked(link));
    this.host = new RoomHost({
      id: client,
      clock,
      random,
      report,
      reportThrown,
      status: this.status,
      user: this.user,
      connection: this.connection,
      onChange: () => this.#changed(),
    });
    this.#device =
      persist &&
      new LaterDevice(persist, {
        host: this.host,
        server: options.url,
        environment,
        sessions: this.#sessions,
      });
  }

  each(fn: (session: RoomSession<RoomDefinition>) => void): void {
    for (const session of this.#sessions) fn(session);
  }

  /** A room in which others see whether this page is heard. */
  #seen(): RoomSession<RoomDefinition> | undefined {
    for (const session of this.#sessions) if (session.presence.isSeen) return session;
    return undefined;
  }

  #some(is: (session: RoomSession<RoomDefinition>) => boolean): boolean {
    for (const { session } of this.#held.values()) if (is(session)) return true;
    return false;
  }

  /** A room for one more user. Throws `TypeError` where it is held with another definition. */
  hold(definition: RoomDefinition, key: string): Held {
    const name = roomId(definition.name, key);
    const known = this.#held.get(name);
    if (known?.users === 0 && known.session.isDeleted) this.#leave(name, known);
    const held = this.#held.get(name) ?? this.#make(definition, key, name);
    if (held.session.definition !== definition)
      throw new TypeError(
        said(
          "join",
          inWords(
            () =>
              `${name} is joined with another definition of the same name (docs/errors.md#join)`,
          ),
          name,
        ),
      );
    held.users += 1;
    return held;
  }

  /** One user of a room has left it. */
  release(held: Held): void {
    held.users -= 1;
    this.#leaveWhenDone(held.session.name, held);
  }

  close(): void {
    this.each((session) => session.goodbye());
    this.connection.tell({ type: "close" });
    this.#stop();
    this.each((session) => session.leave());
    this.#device?.close();
    this.#held.clear();
    this.#sessions.clear();
    this.#changed();
  }

  /** What is not on the server, of these rooms and of others on the device. */
  async unsent(): Promise<readonly RoomExport[]> {
    const code = await exportCode.load();
    const sessions = Array.from(this.#held.values(), ({ session }) => session);
    return code.exportAll(sessions, this.#device?.open(), this.host);
  }

  /** Closes, and takes what is kept off the device. Rejects where work would be lost, unless `isAll` goes. */
  async forget(isAll: boolean): Promise<void> {
    if (!isAll) {
      const rooms = await this.unsent();
      if (rooms.length > 0) throw new (await exportCode.load()).DeviceUnsent(rooms);
    }
    this.close();
    await this.#device?.forget();
  }

  #make(definition: RoomDefinition, key: string, name: string): Held {
    const author = this.#left.get(name) ?? { client: this.host.id, last: 0 };
    const session = new RoomSession(definition, key, this.host, author);
    const held: Held = { session, users: 0 };
    this.#held.set(name, held);
    this.#sessions.add(session);
    this.#device?.keep(session);
    this.#start();
    if (this.#activity !== undefined) session.presence.setState(this.#activity.state.get());
    if (this.host.isLive) session.enter();
    return held;
  }

  readonly #receive = (message: Down): void => {
    if (message.type === "known") return this.user.set(message.user);
    if (!("seat" in message)) return;
    for (const session of this.#sessions)
      if (session.isAt(message.seat)) {
        session.receive(message);
        this.#beat.look();
        break;
      }
    const isOver = message.type === "closed" && isFinal(message.code);
    if (isOver && message.code !== "limit.rooms") this.each((session) => session.placeFreed());
  };

  #linked(link: LinkState): void {
    this.#tellStatus(link);
    this.#wasLive ||= link.name === "live";
    if (link.name === "refused") this.each((session) => session.linkRefused(link.reason));
  }

  #tellStatus(link: LinkState): void {
    const now = clientStatus(link, this.#wasLive, this.#environment.online);
    if (!isSameStatus(now, this.status.get())) this.status.set(now);
  }

  #unanswered(): Unanswered | undefined {
    let since = Number.POSITIVE_INFINITY;
    let size = 0;
    for (const session of this.#sessions) {
      // Behind a room, of whatever size, other answers wait.
      if (session.isJoining) return undefined;
      const { isIn, pending } = session.copy;
      const { underWay } = pending;
      if (!isIn || underWay === undefined) continue;
      since = Math.min(since, underWay.since);
      size += underWay.size;
    }
    return Number.isFinite(since) ? { since, size } : undefined;
  }

  /** There is a room: connect, and watch the page. */
  #start(): void {
    if (this.#activity !== undefined) return;
    const { connection } = this;
    const environment = this.#environment;
    const nudge = (): void => {
      this.#tellStatus(connection.state.get());
      if (environment.online) connection.tell({ type: "nudged" });
    };
    // Of a page that is hidden, on a phone, nothing more may be heard.
    const flush = (isGone = false): void => {
      this.each((session) => session.flush());
      if (isGone) this.each((session) => session.goodbye());
      connection.flush();
    };
    this.#activity = new Activity(this.host.clock, environment, this.host.report);
    this.#activity.state.subscribe((state) => {
      this.each((session) => session.presence.setState(state));
      this.#beat.look();
    });
    this.#stops = (["online", "offline", "visible", "focus"] as const).map((event) =>
      environment.on(event, nudge),
    );
    this.#stops.push(
      environment.on("hidden", () => flush()),
      environment.on("gone", () => flush(true)),
    );
    connection.tell({ type: "wanted" });
  }

  /** There is no room any more. */
  #stop(): void {
    this.#beat.stop();
    this.#activity?.stop();
    this.#activity = undefined;
    for (const end of this.#stops) end();
    this.#stops = [];
  }

  /** Leaving the page with something in its memory alone would lose it: the browser asks first. */
  #changed(): void {
    let isHeld = false;
    this.each((session) => (isHeld ||= session.saved === "memory"));
    if (isHeld) this.#releaseUnload ??= this.#environment.holdUnload();
    else {
      this.#releaseUnload?.();
      this.#releaseUnload = undefined;
    }
    for (const [name, held] of this.#held) this.#leaveWhenDone(name, held);
  }

  #leaveWhenDone(name: string, held: Held): void {
    if (held.users > 0 || held.session.isBusy) return;
    // Not at once: whoever lets go of a room and takes it again in the same moment keeps it.
    this.host.clock.after(0, () => {
      if (held.users > 0 || held.session.isBusy || this.#held.get(name) !== held) return;
      this.#leave(name, held);
      if (this.#held.size > 0) return;
      this.#stop();
      this.connection.tell({ type: "unwanted" });
    });
  }

  #leave(name: string, held: Held): void {
    this.#held.delete(name);
    this.#sessions.delete(held.session);
    const { writer, pending } = held.session.copy;
    // In a room that begins anew the numbers begin anew. Should a backup of the old one come back, they are not to be taken for those there.
    const author = held.session.isDeleted
      ? { client: this.host.random.id(CLIENT_LENGTH), last: 0 }
      : { client: writer.client, last: pending.ended - writer.offset };
    this.#left.set(name, author);
    held.session.leave();
    this.each((session) => session.placeFreed());
  }
}

import { Refused, type RoomDefinition } from "@alongside/core";
import { type Clock, type Frame, type Random, systemRandom } from "@alongside/core/engine";
import type { FakeBrowser, MemoryDevice } from "@alongside/testing";
import { type Grant, guests, implement, limitsWith, memory, type Store } from "@alongside/server";
import type { Rules } from "../../../server/src/implement.ts";
import { ENTRY_KINDS, type EntryKinds } from "../../../server/src/room/entry-kinds.ts";
import { Hub } from "../../../server/src/session/hub.ts";
import type { Connection } from "../../../server/src/session/wire.ts";
import { deviceCode } from "../../src/device/later-device.ts";
import { undoCode } from "../../src/device/later-undo.ts";
import {
  type Client,
  createClient,
  type DeviceStore,
  type Room,
  type TransportFactory,
} from "../../src/index.ts";
import type { Report } from "../../src/readable.ts";
import { besideCode } from "../../src/connection/later-beside.ts";
import { locksCode } from "../../src/locks/later-locks.ts";
import { lookingCode } from "../../src/presence/later-looking.ts";
import { setbacksCode } from "../../src/room/later-setbacks.ts";
import { exportCode } from "../../src/unsent/later-export.ts";
import type { Board } from "./board.ts";
import { FakeClock } from "./fake-clock.ts";
import { FakePage } from "./fake-page.ts";
import { settled } from "./scripted-room.ts";

// What is refused is then listed in the same step; how pages wait for the code has tests of its own.
await setbacksCode.load();
await lookingCode.load();
await locksCode.load();
await besideCode.load();
await deviceCode.load();
await undoCode.load();
await exportCode.load();

const REQUEST = { url: "/live", headers: {}, address: "127.0.0.1" };

const random: Random = { next: () => 0.5, id: (length) => systemRandom.id(length) };

/** A page of the shipped client in the test's room, and the link between it and the server, which the test may break. */
export interface TestPage<D extends RoomDefinition = typeof Board> {
  readonly client: Client;
  readonly room: Room<D>;
  readonly page: FakePage;
  /** Breaks the wire: what is under way does not arrive. */
  cut(): void;
  /** Its cable is pulled, which nothing tells either end: what is under way waits until it is plugged in again. */
  pull(): void;
  plug(): void;
  /** From now on so many bytes wait at the server to be read by it. */
  waiting(bytes: number): void;
  /** The network is gone until the person is back. */
  away(): void;
  back(): void;
  /** The page is gone: nothing of it reaches the server or the device any more. */
  die(): void;
  /** Its transport says that another one would do better: one that leaves more room, or what it stands in for. */
  move(to: "up" | "down"): void;
}

/** How a link carries frames: each by itself; or those of the server in batches; or these, and its own late after it was left. */
const WAYS = ["socket", "stream", "polls"] as const;

/** Ms between two polls, and how long a frame may be under way on a link that was left. */
const POLL_MS = 25;
const LATE_MS = 40;

type BrowserTab = ReturnType<FakeBrowser["open"]>;

/** Where a page keeps its rooms, and whether it is opened without a network. */
interface On {
  readonly device?: MemoryDevice;
  /** What the page takes for the time. */
  readonly clock?: Clock;
  /** Called when a room is entered over another way than before. Given, the page has three ways. */
  readonly onSwitch?: () => void;
  readonly isAway?: boolean;
  /** Of the browser that the page is in. */
  readonly tab?: BrowserTab;
  /** What its tab remembers of the pages before it. */
  readonly inTab?: Map<string, string>;
  /** The secret of a guest, who has no token. */
  readonly guest?: string;
  /** What the browser remembers. */
  readonly kept?: Map<string, string>;
}

/**
 * The shipped server in this thread: a memory store, a clock that the test moves, and links that carry each frame after `latency`
 * ms of it. No sockets: see `websocket.test.ts` and `http.test.ts` for those.
 */
export class InMemoryServer<D extends RoomDefinition = typeof Board> {
  readonly clock = new FakeClock();
  readonly errors: unknown[] = [];
  store: Store = memory();
  /** How long a frame is under way, in ms. */
  latency = 1;
  /** Users who may only read. */
  readonly readers = new Set<string>();
  /** What other users may do who may not do everything. */
  readonly grants = new Map<string, Grant>();
  /** The kinds of entries that the next process knows. */
  entryKinds: EntryKinds = ENTRY_KINDS;
  /** Sees each frame that the server sends to somebody's page, before it is under way. */
  witness: ((name: string, frame: Frame) => void) | undefined;
  readonly #definition: D;
  #hub: Hub;

  readonly #hasInboxes: boolean;
  readonly #random: Random;
  readonly #rules: Pick<Rules<RoomDefinition>, "allow" | "erase" | "publish" | "feeds">;

  /** With `given` all that is random is as that says. `rules` stand in the place of its own. */
  constructor(
    definition: D,
    given: Random = random,
    rules: Pick<Rules<RoomDefinition>, "allow" | "erase" | "publish" | "feeds"> = {},
    hasInboxes = false,
  ) {
    this.#hasInboxes = hasInboxes;
    this.#random = given;
    this.#rules = rules;
    this.#definition = definition;
    this.#hub = this.#start(definition);
  }

  /** The process that runs now. */
  get hub(): Hub {
    return this.#hub;
  }

  #start(definition: RoomDefinition): Hub {
    return new Hub({
      rooms: [
        implement(definition, {
          authorize: (user) =>
            this.grants.get(user.id) ?? (this.readers.has(user.id) ? "read" : "write"),
          allow: (change) =>
            JSON.stringify(change.ops).includes("rude")
              ? { code: "manners", message: "Be kind" }
              : true,
          ...this.#rules,
        }),
      ],
      inbox: this.#hasInboxes ? {} : undefined,
      store: this.store,
      entryKinds: this.entryKinds,
      clock: this.clock,
      random: this.#random,
      limits: limitsWith(),
      authenticate(token, request, claims) {
        if (claims.guest !== undefined) return guests()(token, request, claims);
        if (token === undefined) throw new Refused("auth.failed", "Who are you?");
        return { user: { id: token, name: token, color: "red" } };
      },
      onError: (error) => this.errors.push(error),
    });
  }

  /** The process dies; another one takes over what is on the disk, with a new version of the board if need be. */
  restart(definition: RoomDefinition = this.#definition): void {
    for (const cut of this.#cuts) cut();
    this.#hub = this.#start(definition);
  }

  /** The process dies, and nothing of what it stored is left, or what `store` has of it. */
  forget(store: Store = memory()): void {
    this.store = store;
    this.restart();
  }

  readonly #cuts = new Set<() => void>();

  /** Somebody opens a page, of a new version if need be. */
  open(
    name: string,
    definition = this.#definition,
    onError?: Report,
    {
      device,
      isAway: isOffline = false,
      tab,
      inTab,
      onSwitch,
      guest,
      kept,
      clock: own = this.clock,
    }: On = {},
  ): TestPage<D> {
    const page = new FakePage();
    page.online = !isOffline;
    page.locks = tab?.locks;
    if (inTab !== undefined) page.inTab = inTab;
    page.channel = tab?.channel;
    for (const [key, value] of kept ?? []) page.remember(key, value);
    const cuts = new Set<() => void>();
    const cutAll = (): void => {
      for (const cut of cuts) cut();
    };
    let isAway = isOffline;
    let unread = 0;
    let pulled: (() => void)[] | undefined;
    const pass = (fn: () => void): void => (pulled === undefined ? fn() : void pulled.push(fn));
    let store: DeviceStore | undefined;
    let used: (typeof WAYS)[number] | undefined;
    let move: ((to: "up" | "down") => void) | undefined;
    const transport =
      (way: (typeof WAYS)[number]): TransportFactory =>
      (_url, handlers) => {
        const { clock } = this;
        let connection: Connection | undefined;
        let isUp = true;
        let isCut = false;
        const end = (code: number, reason: string): void => {
          if (!isUp) return;
          isUp = false;
          isCut = true;
          this.#cuts.delete(cut);
          cuts.delete(cut);
          connection?.closed();
          handlers.onClose(code, reason);
        };
        const cut = (): void => end(1006, "");
        this.#cuts.add(cut);
        cuts.add(cut);
        // What is sent later does not come earlier, also where the latency is shorter by then.
        const inOrder = (every: number): ((fn: () => void) => void) => {
          let last = 0;
          return (fn) => {
            last = Math.max(last, Math.ceil((clock.now() + this.latency) / every) * every);
            clock.after(last - clock.now(), () => pass(fn));
          };
        };
        const [up, down] = [inOrder(1), inOrder(way === "polls" ? POLL_MS : 1)];
        const carry = (fn: () => void): void => down(() => isUp && fn());
        carry(() => {
          if (isAway) return end(1006, "");
          connection = this.#hub.accept(
            {
              send: (frame) => {
                this.witness?.(name, frame);
                carry(() => handlers.onFrame(frame));
              },
              close: (code, reason) => carry(() => end(code, reason)),
              get buffered() {
                return unread;
              },
            },
            REQUEST,
          );
          handlers.onOpen();
        });
        return {
          send: (frame) => {
            if (typeof frame === "string" && frame.startsWith('["j"')) {
              if (used !== undefined && used !== way) onSwitch?.();
              used = way;
              move = handlers.onMove?.bind(handlers);
            }
            up(() => !isCut && connection?.receive(frame));
          },
          close: () => {
            // What was sent before still arrives.
            clock.after(way === "socket" ? 1 : LATE_MS, () => connection?.closed());
            clock.after(0, () => (isUp = false));
            cuts.delete(cut);
          },
          buffered: 0,
        };
      };
    const client = createClient({
      url: "/live",
      ...(guest === undefined ? { getToken: () => name } : { guest }),
      clock: own,
      random: this.#random,
      environment: page,
      transports: (onSwitch === undefined ? WAYS.slice(0, 1) : WAYS).map(transport),
      ...(device && { persist: (given) => (store = device.persist(given)) }),
      onError: (error, about) => {
        onError?.(error, about);
        // A refusal of a change or room says which; a test reads those in `rejected` and in the status.
        if (about?.room === undefined) this.errors.push(error);
      },
    });
    return {
      client,
      page,
      room: client.join(definition, "r"),
      cut: cutAll,
      pull() {
        pulled = [];
      },
      plug() {
        const waiting = pulled ?? [];
        pulled = undefined;
        for (const fn of waiting) fn();
      },
      waiting(bytes) {
        unread = bytes;
      },
      away() {
        isAway = true;
        cutAll();
      },
      back() {
        isAway = false;
        page.happen("online");
      },
      die() {
        store?.close();
        tab?.kill();
        isAway = true;
        cutAll();
      },
      move: (to) => move?.(to),
    };
  }

  /** Lets time pass, and everything happen that it brings. */
  async pass(ms: number): Promise<void> {
    const step = ms > 200 ? 20 : 1;
    for (let passed = 0; passed < ms; passed += step) {
      this.clock.pass(step);
      await settled();
    }
  }
}

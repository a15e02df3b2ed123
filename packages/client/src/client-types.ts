import type { RoomDefinition } from "@alongside/core";
import type { Clock, Random, UserInfo } from "@alongside/core/engine";
import type { TransportFactory } from "./connection/transport.ts";
import type { Persist } from "./device/device-store.ts";
import type { Environment } from "./environment.ts";
import type { Introduced } from "./introduction.ts";
import type { Readable, Report } from "./readable.ts";
import type { Room } from "./room/types.ts";
import type { ForgetOptions, RoomExport } from "./unsent/types.ts";

/** A way to the server. */
export type TransportName = "websocket" | "stream" | "polling";

/** Options of {@link createClient}. Only `url` is needed. */
export interface ClientOptions {
  /**
   * Where the server is: `wss://…`, `https://…`, or a path such as `/live` on the page's own host. Where there is no page, on a
   * server that renders, a client with a path can be made, and `join` throws.
   */
  readonly url: string;
  /**
   * Returns a fresh token, always the same person's: whoever logs in as somebody else makes a new client. Called for every
   * connection, and before the token runs out. `null` says that nobody is signed in: the status is `refused` with `auth.signed-out`,
   * and nothing is tried until `retry`. Where it throws, it is called again, later and later.
   */
  readonly getToken?: () => string | null | Promise<string | null>;
  /**
   * Without `getToken`: the secret that keeps a guest the same person over page loads.
   * @default One is made at random and kept in `localStorage`, where the page may keep anything.
   */
  readonly guest?: string;
  /**
   * The one place where an app hears of all that went wrong, once each: a change that was refused, by the server or at once, a room that
   * the server does not run as this page does, what the server does not show to others (`limit.preview`, `limit.presence`,
   * `limit.event`), and what went wrong in the world. `about` says in which room, and which item of its `rejected`. What it throws itself
   * goes to the console and breaks nothing. See docs/when-something-fails.md.
   * @default console.error
   */
  readonly onError?: Report;
  /** Time in ms since the epoch, and timers. @default The system's. */
  readonly clock?: Clock;
  /** @default The system's, for ids too. */
  readonly random?: Random;
  /**
   * The ways to try, the best first, by name or as a function of your own. Those named that the runtime does not have are passed over.
   * @default ["websocket", "stream", "polling"] WebSocket, then a stream of server-sent events, then polling.
   */
  readonly transports?: readonly (TransportName | TransportFactory)[];
  /** What the client hears of its page: hidden or seen, the network gone or back. @default The browser's; none where there is no page. */
  readonly environment?: Environment;
  /**
   * Keeps the rooms and what was not sent on the device, over page loads.
   * @default Nothing is kept beyond the page.
   */
  readonly persist?: Persist;
}

/** Whether there is a connection. `idle`: no room is joined. */
export interface ClientStatus {
  readonly name: "idle" | "connecting" | "live" | "reconnecting" | "offline" | "refused";
  /** Why it is not live, for people. */
  readonly reason?: string;
  /** The code behind the reason; see docs/errors.md. */
  readonly code?: string;
  /** When the next attempt is due, in ms of the client's clock. */
  readonly retryAt?: number;
}

/** A page's connection to a server, shared by all its rooms. */
export interface Client {
  /** Made at random, new with every client. */
  readonly id: string;
  /**
   * Enters a room, at once; it fills when the server answers. The same room joined twice is one room, left when both users
   * have left. Throws `TypeError` for an id that is not 1–128 of `A-Z a-z 0-9 . _ : -`, and `Error` where `url` is a path and there
   * is no page, or the runtime has none of the transports.
   */
  readonly join: <D extends RoomDefinition>(definition: D, id: string) => Room<D>;
  readonly status: Readable<ClientStatus>;
  /** Who this is to the server; undefined until it has said so. */
  readonly user: Readable<UserInfo | undefined>;
  /**
   * Asks to be shown by another name or colour: at once where there is a connection, else with the next. What is left out stays asked
   * for, null takes a wish back. The server decides: `guests()` grants a guest's, cleaned, and a colour that nobody in the room has;
   * who has a token is who the token says. What came of it is in `room.self`. A guest's wishes are remembered in `localStorage`, where
   * the page may keep anything. Throws `TypeError` for what is no text.
   */
  readonly introduce: (wishes: Introduced) => void;
  /** Tries again now, also what was refused: for a "retry" button, or after a new login. */
  readonly retry: () => void;
  /** Ends the connection and all rooms for good. */
  readonly close: () => void;
  /**
   * Resolves with what is not on the server of all rooms of the user, on this page and on the device, also of rooms that this page has
   * not joined: see `Room.export`. Only rooms that have some are listed.
   */
  readonly unsent: () => Promise<readonly RoomExport[]>;
  /**
   * For signing out: closes the client and takes everything of the user off the device, in every tab. Other tabs hear of it by
   * `device.forgotten` in `onError`, and keep nothing from then on. Resolves once nothing of it can be read any more. Rejects with
   * `UnsentWork`, and has done nothing, where work would be lost that is not on the server, unless `unsent` is `discard`; and with an
   * `Error` with a `code` where the browser refuses.
   */
  readonly forget: (options?: ForgetOptions) => Promise<void>;
}

import type { Frame, Introduction, UserInfo } from "@alongside/core/engine";

/** One open socket, whatever transport it is. The session writes to it and never learns more. */
export interface Wire {
  send(frame: Frame): void;
  /** Sends a large frame, the UTF-8 of which is `pieces`; others may be sent the same ones. By default they are put together. */
  sendPieces?(pieces: readonly Buffer[]): void;
  /** `code` is a WebSocket close code, `reason` one of core's `CODES`. */
  close(code: number, reason: string): void;
  /** Bytes that were sent and have not left yet. */
  readonly buffered: number;
  /** Whether so much waits for others too, of the same address or of all, that a whole room had better wait. By default never. */
  readonly isCrowded?: boolean;
  /** Reads nothing more, and keeps what is read already from nobody, until `resume`. */
  pause?(): void;
  resume?(): void;
}

/** What a transport calls when its socket says something. */
export interface Connection {
  receive(frame: Frame): void;
  /** The bytes of the largest message it takes now. */
  readonly messageBytes: number;
  /** The socket is gone. */
  closed(): void;
}

/** The HTTP request that opened a connection. */
export interface RequestInfo {
  readonly url: string;
  readonly headers: { readonly [name: string]: string | readonly string[] | undefined };
  readonly address: string;
}

/** Who somebody is, as `authenticate` found. */
export interface Authenticated {
  readonly user: UserInfo;
  /** When that ends, in ms since the epoch. */
  readonly expires?: number;
  /**
   * When they proved it, in ms since the epoch: a token's `iat`. After `server.revoke` no older proof is taken; where this is not
   * said, none that was in use.
   */
  readonly issued?: number;
}

/** What a page says of itself. Nothing of it is proven but that the same page may know `guest` alone. */
export interface Claims extends Introduction {
  /** A guest's secret. */
  readonly guest?: string;
}

/**
 * Decides who is calling, and with what name and colour: those that `claims` ask for are the page's wish and count only where they are
 * answered, as `guests()` does. Asked again when a page shows a fresh token or has another wish. Throws `Refused` to turn somebody away: its message reaches the client, which stays away unless the code
 * says otherwise (`auth.failed`, `auth.expired`). Any other throw means that it could not be found out just now, say because a
 * database is down: the client hears `auth.unavailable` and tries again by itself, and what was thrown goes to `onError` alone.
 */
export type Authenticate = (
  token: string | undefined,
  request: RequestInfo,
  claims: Claims,
) => Authenticated | Promise<Authenticated>;

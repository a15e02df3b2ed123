import { Refused } from "@alongside/core";
import { type Auth, type Clock, equalJson, type UserInfo } from "@alongside/core/engine";
import { told } from "../refusals.ts";
import { proofOf, type Revocations } from "./revocations.ts";
import type { Authenticate, Authenticated, Claims, RequestInfo } from "./wire.ts";

export const ENDED = "The access of this user was ended; authenticate anew";

/** What the accesses of all sessions share. */
export interface AccessParts {
  readonly authenticate: Authenticate;
  /** Whose access was ended. */
  readonly revocations: Revocations;
  /** Never throws. */
  onError(error: unknown): void;
}

/** The connection whose access it is. */
export interface AccessOwner {
  readonly request: RequestInfo;
  /** For how many ms nothing was heard of the client so far because the server paused it. A token lasts that much longer. */
  readonly pausedMs: number;
  /** Looks again at what the user may do. Resolves once that is done. */
  reviewRights(): Promise<void>;
  /** The same user has another name or colour, or anything else that is known of them. */
  known(user: UserInfo): void;
  /** The token has ended. */
  expired(): void;
  /** A later token was not taken. */
  failed(error: unknown): void;
}

/** Who is at the other end of a session, and for how long that is known. */
export class Access {
  readonly #parts: AccessParts;
  readonly #owner: AccessOwner;
  readonly #clock: Clock;
  #user: UserInfo | undefined;
  #proof = "";
  #claims: Claims = {};
  /** What was shown last and was not looked at to the end yet. */
  #fresh: Auth | undefined;
  #cancelExpiry: (() => void) | undefined;
  #isOver = false;

  constructor(parts: AccessParts, owner: AccessOwner, clock: Clock) {
    this.#parts = parts;
    this.#owner = owner;
    this.#clock = clock;
  }

  /** Undefined before hello was accepted. */
  get user(): UserInfo | undefined {
    return this.#user;
  }

  /** What its user showed last; see `proofOf`. */
  get proof(): string {
    return this.#proof;
  }

  /** Finds out who is calling; nothing of it counts before `begin`. Throws `Refused` for who is turned away. */
  async authenticate(token: string | undefined, claims: Claims): Promise<Authenticated> {
    this.#claims = claims;
    const { revocations, authenticate, onError } = this.#parts;
    const { request } = this.#owner;
    const { order } = revocations;
    const name = proofOf(token, claims.guest, request);
    let who: Authenticated;
    try {
      who = await authenticate(token, request, claims);
    } catch (error) {
      if (error instanceof Refused) throw told(error, "auth.failed");
      onError(error);
      throw new Refused("auth.unavailable", "Who is calling could not be checked just now");
    }
    if (revocations.refuses(who.user.id, { name, order, issued: who.issued }))
      throw new Refused("auth.ended", ENDED);
    this.#proof = name;
    return who;
  }

  /** It is `who`, until that expires. */
  begin(who: Authenticated): void {
    this.#user = who.user;
    const { expires } = who;
    if (expires !== undefined) this.#expireAt(expires - this.#owner.pausedMs);
    else this.#cancelExpiry?.();
  }

  /**
   * A fresh token for the same user, or another wish of theirs: rights are looked at again. While one is looked at, the newest of those
   * that came waits.
   */
  renew(auth: Auth): void {
    const isBusy = this.#fresh !== undefined;
    const { introduction = this.#fresh?.introduction } = auth;
    this.#fresh = { ...auth, ...(introduction && { introduction }) };
    if (!isBusy) this.#renewAll().catch((error: unknown) => this.#owner.failed(error));
  }

  end(): void {
    this.#isOver = true;
    this.#cancelExpiry?.();
  }

  async #renewAll(): Promise<void> {
    for (;;) {
      const auth = this.#fresh;
      if (auth === undefined || this.#isOver) return;
      await this.#renewWith(auth);
      if (this.#fresh === auth) this.#fresh = undefined;
    }
  }

  async #renewWith({ token, introduction }: Auth): Promise<void> {
    const { guest, ...before } = this.#claims;
    const claims = { ...(guest !== undefined && { guest }), ...(introduction ?? before) };
    const who = await this.authenticate(token, claims);
    if (this.#isOver) return;
    const known = this.#user;
    if (who.user.id !== known?.id)
      throw new Refused("auth.failed", "The new token is another user's");
    this.begin(who);
    if (!equalJson(known, who.user)) this.#owner.known(who.user);
    await this.#owner.reviewRights();
  }

  /** Ends at `expires` and as long after it as the client was paused in all. */
  #expireAt(expires: number): void {
    this.#cancelExpiry?.();
    const clock = this.#clock;
    const owner = this.#owner;
    const left = expires + owner.pausedMs - clock.now();
    // Timers cannot wait longer than 2^31 ms.
    this.#cancelExpiry = clock.after(Math.min(Math.max(0, left), 2 ** 31 - 1), () => {
      if (clock.now() >= expires + owner.pausedMs) owner.expired();
      else this.#expireAt(expires);
    });
  }
}

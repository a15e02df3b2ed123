import type { InboxItem, PushSubscription } from "@alongside/core/inbox";

/** What a user has not read, as it is delivered once. */
export interface Unread {
  /** The same at each try, and no other delivery's: the key for what is done outside. */
  readonly id: string;
  /** The id of the user. */
  readonly user: string;
  /** The newest first, each with its key. None was delivered in this way before, as it is now. */
  readonly items: readonly (InboxItem & { readonly key: string })[];
  /** How many items of the inbox are unseen, for a badge. */
  readonly unseen: number;
  /** The user's browsers that hear by Web Push. */
  readonly browsers: readonly PushSubscription[];
}

/** A way in which users are told of what stays unread in their inboxes: `email(…)`, `webPush(…)`. */
export interface InboxDelivery {
  readonly channel: "email" | "push";
  /** How long something stays unread before it is delivered, in ms. */
  readonly afterMs: number;
  /**
   * Delivers. Resolves with the endpoints of browsers that are gone for good. What it rejects with makes it be asked again, later and later;
   * `Undeliverable` ends it at once.
   */
  deliver(unread: Unread, signal: AbortSignal): Promise<readonly string[]>;
  /** The user who ends the channel with this token; undefined for what is none. */
  readonly userOf?: (token: string) => string | undefined;
}

/** Not all of it was delivered. What is known of browsers counts all the same. */
export class Undelivered extends Error {
  override readonly name: string = "Undelivered";
  /** Endpoints of browsers that are gone for good. */
  readonly gone: readonly string[];

  constructor(message: string, gone: readonly string[] = [], options?: ErrorOptions) {
    super(message, options);
    this.gone = gone;
  }
}

/** It would fail again, however often it is tried. */
export class Undeliverable extends Undelivered {
  override readonly name = "Undeliverable";
}

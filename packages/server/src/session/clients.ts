import { Refused } from "@alongside/core";
import type { UserInfo } from "@alongside/core/engine";

const REMEMBERED_OWNERS = 100_000;

/** Whoever is connected under a client id, once they have said who they are. */
interface Greeted {
  readonly client: string;
  readonly user: UserInfo;
  /** What its user showed last; see `proofOf`. */
  readonly proof: string;
  close(code: "session.replaced", message: string): void;
}

/** Which client ids are connected, and whose those are that were lately. */
export class Clients {
  /** Every client's one live session. */
  readonly #byClient = new Map<string, Greeted>();
  /** The user of every client that was here lately, and what they showed: others see its id, and must not take it while its link is down. */
  readonly #owners = new Map<string, { readonly user: string; readonly proof: string }>();

  /**
   * A session has said who it is. The client's earlier session is closed first, and nothing of it is heard again. Throws
   * `auth.client-taken` for the id of another user's.
   */
  greet(session: Greeted): void {
    const earlier = this.#byClient.get(session.client);
    const owner = earlier?.user.id ?? this.#owners.get(session.client)?.user;
    if (owner !== undefined && owner !== session.user.id) {
      throw new Refused("auth.client-taken", `Client id ${session.client} belongs to another user`);
    }
    this.#owners.delete(session.client);
    this.#owners.set(session.client, { user: session.user.id, proof: session.proof });
    if (this.#owners.size > REMEMBERED_OWNERS)
      this.#owners.delete(this.#owners.keys().next().value ?? "");
    this.#byClient.set(session.client, session);
    earlier?.close("session.replaced", "The same client connected again");
  }

  /** The session has ended; its client id stays its user's. */
  forget(session: Greeted): void {
    if (this.#byClient.get(session.client) === session) this.#byClient.delete(session.client);
  }

  /** A room knows that the id is another user's: it may be taken by that one. */
  release(client: string): void {
    this.#owners.delete(client);
  }

  /** What a user showed under each of their client ids. */
  proofsOf(user: string): readonly string[] {
    return Array.from(this.#owners.values(), (owner) =>
      owner.user === user ? [owner.proof] : [],
    ).flat();
  }
}

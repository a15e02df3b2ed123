import { Invalid, type MutationContext, Refused, type RoomDefinition } from "@alongside/core";
import {
  type Attempt,
  createDraft,
  type MutationCall,
  ofSync,
  type OpenChange,
  type OpsByKey,
  type Random,
  recordIds,
  type Replica,
  toldKey,
  UndoStep,
  type UserInfo,
} from "@alongside/core/engine";
import type { RoomImplementation } from "../implement.ts";
import type { Answer } from "./answer.ts";
import { FeedBook } from "./feeds/feed-book.ts";
import { noted } from "./noted.ts";
import { checkRights } from "./rights.ts";
import { heldLock, type LockReader, NO_LOCKS, ruleLocks } from "./rule-locks.ts";
import type { Lock } from "./lock-table.ts";
import { SERVER } from "./server-user.ts";
import { editsIn } from "./text-ring.ts";
import { type Accepted, type Author, DIFFERS, type Request } from "./verdict.ts";

interface AppCodeOptions {
  readonly implementation: RoomImplementation;
  /** The room's id as the app knows it: `roadmap`. */
  readonly room: string;
  readonly random: Random;
  /** Hears what the app's functions throw other than `Refused`. */
  readonly onError: (error: unknown) => void;
}

/** The app's own functions that decide over a change: mutations, the server's own code, the room's rule. */
export class AppCode {
  readonly #definition: RoomDefinition;
  /** The room's locks, for its rule to ask. */
  locks: LockReader = NO_LOCKS;
  readonly #allow: RoomImplementation["allow"];
  readonly #takeOver: RoomImplementation["takeOver"];
  readonly #feeds: RoomImplementation["feeds"];
  readonly #room: string;
  readonly #random: Random;
  readonly #onError: (error: unknown) => void;

  constructor({ implementation, room, random, onError }: AppCodeOptions) {
    this.#definition = implementation.definition;
    this.#allow = implementation.allow;
    this.#takeOver = implementation.takeOver;
    this.#feeds = implementation.feeds;
    this.#room = room;
    this.#random = random;
    this.#onError = onError;
  }

  /** Whether the room has a rule. */
  get hasRule(): boolean {
    return this.#allow !== undefined;
  }

  /** Runs what a change names, a mutation or the server's own function. Throws `Refused`, and `Invalid` where the schema refuses it. */
  run(
    replica: Replica,
    change: Attempt,
    author: Author,
    n: number,
    request: Request,
    now: number,
  ): Accepted {
    // The server's own code has no undo.
    const step = request.mutation === undefined ? undefined : new UndoStep();
    const open = step === undefined ? change : noted(change, replica, step);
    const ids = recordIds(author.client, n);
    const draft = createDraft(replica, open, ids);
    try {
      request.run?.(replica, open, ids);
      if (request.mutation === undefined) refuseAsync(request.draft?.(draft.doc as never));
      else this.#mutate(request.mutation, change, draft.doc, author.user, now);
    } finally {
      draft.end();
    }
    const ops = change.ops();
    checkRights(author.rights, ops);
    // Who tells of a key speaks to those who read it.
    const told = toldKey(request.mutation);
    if (told !== undefined) checkRights(author.rights, { [told]: [] });
    return { ok: true, ops, note: DIFFERS, added: change.added, ...(step && { step }) };
  }

  #mutate(
    { name, args }: MutationCall,
    change: OpenChange,
    doc: object,
    user: UserInfo,
    now: number,
  ): void {
    const node = this.#definition.checks.mutations.get(name);
    const mutation = Object.hasOwn(this.#definition.mutations, name)
      ? this.#definition.mutations[name]
      : undefined;
    if (node === undefined || mutation === undefined)
      throw new Refused("mutation.unknown", `There is no mutation ${name}`);
    const parsed = node.parse(args, `${name}.args`);
    const ctx: MutationContext = { now, random: () => this.#random.next(), user, where: "server" };
    try {
      refuseAsync(mutation.run(doc as never, parsed as never, ctx));
      if (editsIn(change.ops()).length > 0) {
        throw new Refused(
          "mutation.text",
          "A mutation does not edit texts: what stands at a position may have changed when it is run for real",
        );
      }
    } catch (error) {
      if (error instanceof Refused || error instanceof Invalid) throw error;
      this.#onError(error);
      throw new Refused("mutation.threw", `The mutation ${name} failed on the server`);
    }
  }

  /** Asks the room's rule whether `ops`, which the replica has by now, may stay. */
  ask(
    replica: Replica,
    before: unknown,
    ops: OpsByKey,
    author: Author,
    mutation: MutationCall | undefined,
  ): Answer {
    const change = { ops, ...(mutation !== undefined && { mutation }) };
    const { user } = author;
    try {
      const locks = ruleLocks(this.locks, user);
      const context = { before, after: replica.view, user, room: this.#room, locks };
      return this.#allow?.(change, context) ?? true;
    } catch (error) {
      return this.#threw(error);
    }
  }

  /** The room's posts, held to the rules of its feeds; undefined where its definition has none. */
  feedBook(): FeedBook | undefined {
    const { feeds } = this.#definition.schema;
    return (
      feeds &&
      new FeedBook({
        feeds: feeds.keys(),
        server: SERVER.id,
        slowModeOf: (feed) => this.#feeds[feed]?.slowMode ?? 0,
        may: (feed, act, user) => {
          try {
            return this.#feeds[feed]?.may?.(act, { user, room: this.#room });
          } catch (error) {
            return this.#threw(error);
          }
        },
      })
    );
  }

  /** Asks the room's rule whether `author` may take over a lock of another user's. */
  mayTake(replica: Replica, { user }: Author, lock: Lock): Answer {
    const takeOver = this.#takeOver;
    if (takeOver === undefined) return true;
    try {
      return takeOver(heldLock(lock), { storage: replica.view, user, room: this.#room });
    } catch (error) {
      return this.#threw(error);
    }
  }

  /** What is said of a rule that threw. Throws a `Refused` on: its words are the rule's. */
  #threw(error: unknown): Answer {
    if (error instanceof Refused) throw error;
    this.#onError(error);
    return { code: "rule.threw", message: "The room's rule failed on the server" };
  }
}

/** What would be written after an `await` comes too late: the change is decided by then. */
function refuseAsync(result: unknown): void {
  ofSync(
    result,
    () =>
      new Refused(
        "mutation.async",
        "A change is written at once: the function may not be asynchronous",
      ),
  );
}

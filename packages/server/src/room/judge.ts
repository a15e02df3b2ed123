import { Invalid, type Json, Refused, type RoomDefinition } from "@alongside/core";
import {
  attempt,
  type Attempt,
  type CaretEngine,
  checkOps,
  checkSeen,
  type Entry,
  fold,
  type Grid,
  type Folded,
  inverseOf,
  type OpenChange,
  type OpsByKey,
  type LockTarget,
  parseRoomId,
  type Random,
  refusalCode,
  Replica,
  ROOT,
  seenRecord,
  topKeyOf,
  type Rights,
  type RoomId,
  shortened,
  textEngine,
  type TextOp,
} from "@alongside/core/engine";
import type { RoomImplementation } from "../implement.ts";
import type { Answer } from "./answer.ts";
import { AppCode } from "./app-code.ts";
import type { FeedBook } from "./feeds/feed-book.ts";
import { PostsWanted } from "./feeds/posts-wanted.ts";
import type { Lock } from "./lock-table.ts";
import { parseWith } from "./parse-with.ts";
import type { FieldKinds } from "./present.ts";
import { checkRights, mayRead, mayWrite } from "./rights.ts";
import type { LockReader } from "./rule-locks.ts";
import { takeBackChange } from "./take-back.ts";
import { editsIn } from "./text-ring.ts";
import { type Accepted, type Author, type Request, TornState, type Verdict } from "./verdict.ts";

/**
 * Decides what may be written: schema, rights, the app's rule; a mutation is run here for real. It works on the room's state at
 * `head`: a change is tried in the state itself and taken back when it is refused, without a trace.
 */
export class Judge {
  /** The fields of presence that are carets, and what moves them, and those that are points. */
  readonly kinds: FieldKinds;
  readonly #definition: RoomDefinition;
  readonly #app: AppCode;
  readonly #replica: Replica;
  /** The room's posts; undefined where its definition has no feeds. */
  readonly feeds: FeedBook | undefined;
  #tries = 0;

  private constructor(definition: RoomDefinition, app: AppCode, replica: Replica) {
    this.#definition = definition;
    this.#app = app;
    this.#replica = replica;
    this.feeds = replica.state.feeds = app.feedBook();
    const carets = new Map<string, CaretEngine>();
    const points = new Map<string, Grid>();
    for (const [name, { caret, point }] of definition.checks.presence) {
      if (caret !== undefined) carets.set(name, caret);
      if (point !== undefined) points.set(name, point.grid);
    }
    this.kinds = { carets, points };
  }

  /** `base` is what the entries follow; it is used up. `onError` hears what the app's functions throw other than `Refused`. `initial` is what a room begins with of which nothing is stored. Throws `Incompatible` when what is stored does not fit the definition. */
  static load(
    implementation: RoomImplementation,
    id: RoomId,
    base: Folded | undefined,
    entries: readonly Entry[],
    random: Random,
    onError: (error: unknown) => void,
    initial?: OpsByKey,
  ): Judge {
    const { state } = fold(base, entries, textEngine);
    if (initial !== undefined) state.apply(initial);
    const { definition } = implementation;
    const room = parseRoomId(id)?.id ?? id;
    const app = new AppCode({ implementation, room, random, onError });
    return new Judge(definition, app, new Replica(definition.schema, state));
  }

  /** How many records there are, also in the trash. */
  get records(): number {
    return this.#replica.state.nodes.size;
  }

  /** The storage at `head`. */
  get view(): unknown {
    return this.#replica.view;
  }

  /**
   * Decides a change; `ops` are those asked for, over what their author had not seen. When the answer is yes, the state has it
   * already. Throws `BadMessage` for an edit of a text that cannot be, `PostsWanted` for posts that have to be read before, and `TornState` where the change cannot be taken back.
   */
  decide(
    author: Author,
    n: number,
    request: Request,
    ops: OpsByKey | undefined,
    now: number,
  ): Verdict {
    const app = this.#app;
    const replica = this.#replica;
    const { inverse, mutation } = request;
    const before = app.hasRule ? replica.view : undefined;
    const from = ops === undefined || inverse !== undefined ? "run" : "sent";
    const change = attempt(replica, ++this.#tries, from, ops);
    this.feeds?.begin({ user: author.user, rights: author.rights, now, isRun: ops === undefined });
    try {
      const verdict =
        inverse !== undefined
          ? takeBackChange(replica, change, author, n, inverse.step, ops)
          : ops === undefined
            ? app.run(replica, change, author, n, request, now)
            : this.#check(change, author, n, ops, request);
      const answer =
        before === undefined ? true : app.ask(replica, before, verdict.ops, author, mutation);
      if (answer !== true) throw new Refused(answer.code, answer.message);
      this.feeds?.end();
      change.commit();
      return verdict;
    } catch (error) {
      takeBack(change);
      // It may be for want of a post that it is refused.
      if (!(error instanceof PostsWanted)) this.feeds?.end();
      if (error instanceof Refused)
        return this.#refusal(author.rights, error.code, error.message, change.added, ops);
      if (error instanceof Invalid)
        return this.#refusal(author.rights, refusalCode(error), error.message, change.added, ops);
      throw error;
    }
  }

  /** Empties records out of the trash for good. Returns the ids of those that were in it. */
  prune(ids: readonly string[]): readonly string[] {
    const { state } = this.#replica;
    const gone = ids.filter((id) => state.nodes.get(id)?.trashed === true);
    this.#replica.prune(gone);
    return gone;
  }

  /** Which top-level key a text is under, and how long it is; undefined where there is no such text. */
  textAt(id: string, name: string): { readonly key: string; readonly length: number } | undefined {
    const node = this.#replica.node(id);
    const key = id === ROOT ? topKeyOf(name) : node?.key;
    if (node === undefined || key === undefined) return undefined;
    const asked: TextOp = { op: "text", id, field: name, delta: [] };
    if (inverseOf(this.#replica, key, asked) === undefined) return undefined;
    return { key, length: this.#replica.text(node, name).length };
  }

  /** The same for somebody with `rights`: undefined also where they may not read it. */
  textFor(rights: Rights, id: string, name: string): ReturnType<Judge["textAt"]> {
    const text = this.textAt(id, name);
    return text !== undefined && mayRead(rights, text.key) ? text : undefined;
  }

  /** The top-level key of something that is seen and can be locked: a record, a field of one, a field of the root. */
  lockKey({ id, field }: LockTarget): string | undefined {
    const node = seenRecord(this.#replica, id);
    if (node === undefined) return undefined;
    if (field === undefined) return id === ROOT ? undefined : node.key;
    if (this.#replica.schemaOf(node)?.fields.has(field) !== true) return undefined;
    return id === ROOT ? topKeyOf(field) : node.key;
  }

  /** The rule may ask for the room's locks. */
  set locks(locks: LockReader) {
    this.#app.locks = locks;
  }

  /** Whether the app lets `author` take over a lock of another user's. Throws what `Refused` the rule throws. */
  mayTake(author: Author, lock: Lock): Answer {
    return this.#app.mayTake(this.#replica, author, lock);
  }

  #refusal(
    rights: Rights,
    code: string,
    message: string,
    added: number,
    ops: OpsByKey = {},
  ): Verdict {
    const inverses: TextOp[] = [];
    for (const key of Object.keys(ops)) {
      // Who may not read a text is not told either whether an edit fits it.
      if (!mayRead(rights, key)) continue;
      for (const op of ops[key] ?? []) {
        const inverse = op.op === "text" ? inverseOf(this.#replica, key, op) : undefined;
        if (inverse !== undefined) inverses.push(inverse);
      }
    }
    return { ok: false, code, message: shortened(message), added, inverses };
  }

  /**
   * What may be shown of a gesture: its ops, checked as those of a change are, without those that write to nothing. Undefined
   * when its author may not write them or the schema refuses one; the app's rule is asked when the gesture ends.
   */
  preview(author: Author, ops: OpsByKey): OpsByKey | undefined {
    if (Object.keys(ops).some((key) => !mayWrite(author.rights, key))) return undefined;
    // A place in a text means nothing while others type, and what is posted is said once.
    if (editsIn(ops).length > 0 || hasActs(ops)) return undefined;
    const change = attempt(this.#replica, ++this.#tries, "shown");
    // Records that a gesture makes are named before the number of its change is known: see `checkOps`.
    const { client, rights } = author;
    const named = { client, n: 0, strict: false, read: rights.read };
    try {
      const checked = checkOps(this.#replica, change, ops, named);
      return checked.ok ? without(ops, checked.void) : undefined;
    } finally {
      // Also where the check threw, which then costs its author's seat alone.
      takeBack(change);
    }
  }

  /** The presence fields as they may be shown. Throws `BadMessage` when the definition refuses one. */
  presence(set: { readonly [field: string]: Json }): { readonly [field: string]: Json } {
    for (const [field, value] of Object.entries(set))
      parseWith(this.#definition.checks.presence, field, value, "presence");
    return set;
  }

  /** An event's body as it may be told. Throws `BadMessage` when the definition refuses it. */
  event(name: string, body: Json): Json {
    return parseWith(this.#definition.checks.events, name, body, "event");
  }

  #check(
    change: Attempt,
    { client, rights }: Author,
    n: number,
    asked: OpsByKey,
    { first, strict = false, seen }: Request,
  ): Accepted {
    checkRights(rights, asked);
    if (seen !== undefined) checkSeen(this.#replica, seen, { client, read: rights.read });
    const checked = checkOps(this.#replica, change, asked, {
      client,
      first,
      n,
      strict,
      read: rights.read,
    });
    if (!checked.ok) throw new Refused(checked.code, checked.message);
    const { ops, differs } = checked;
    // What was written is at most what was asked for, so the rights to it are known.
    const gone = checked.void.length > 0 ? checked.void : undefined;
    return { ok: true, ops, note: { differs, void: gone }, added: change.added };
  }
}

function hasActs(ops: OpsByKey): boolean {
  return Object.values(ops).some((list) => list.some(({ op }) => op === "feed"));
}

/** The ops but for those at the places `gone`. */
function without(
  ops: OpsByKey,
  gone: readonly (readonly [key: string, index: number])[],
): OpsByKey {
  if (gone.length === 0) return ops;
  const left: Record<string, OpsByKey[string]> = {};
  for (const [key, list] of Object.entries(ops)) {
    const places = new Set(gone.flatMap(([at, index]) => (at === key ? [index] : [])));
    left[key] = list.filter((_, index) => !places.has(index));
  }
  return left;
}

function takeBack(change: OpenChange): void {
  try {
    change.abort();
  } catch (cause) {
    throw new TornState("A change that was refused could not be taken back", { cause });
  }
}

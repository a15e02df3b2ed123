import {
  Invalid,
  type Json,
  type MutationContext,
  Refused,
  type RoomDefinition,
} from "@alongside/core";
import {
  attempt,
  type Attempt,
  BadMessage,
  type CaretEngine,
  checkInverse,
  checkOps,
  createDraft,
  type Entry,
  fold,
  type Folded,
  inverseOf,
  type MutationCall,
  ofSync,
  type Op,
  type OpenChange,
  type OpsByKey,
  parseRoomId,
  type PlainNode,
  type Random,
  refusalCode,
  recordIds,
  Replica,
  ROOT,
  topKeyOf,
  type Rights,
  type RoomId,
  type Seq,
  shortened,
  type TextOp,
  UndoStep,
  type UserInfo,
  textEngine,
} from "@alongside/core/engine";
import type { Answer, RoomImplementation } from "../implement.ts";
import type { AuthorNote } from "./down.ts";
import { noted } from "./noted.ts";
import { mayRead, mayWrite } from "./rights.ts";
import type { TextLink } from "./text-link.ts";
import { editsIn } from "./text-ring.ts";

/** Who makes a change. */
export interface Author {
  readonly client: string;
  readonly user: UserInfo;
  readonly rights: Rights;
  /** What knows which edits of texts they had not seen; the server's own code has seen them all. */
  readonly textLink?: TextLink | undefined;
  /** Hears what a change cost beyond what it says of itself, in about µs of a core. */
  charge?(work: number): void;
}

/** What is asked for: ops, a mutation to run, or the server's own code. */
export interface Request {
  /** The first of the change numbers that it ends, where those are several. */
  readonly first?: number;
  readonly ops?: OpsByKey;
  readonly mutation?: MutationCall;
  readonly draft?: (doc: never) => void;
  /** A change that is to be taken back, `ops` being its texts; without a step there is nothing to take back. */
  readonly inverse?: { readonly step: UndoStep | undefined };
  readonly strict?: boolean;
  readonly gesture?: number;
  /** The last `seq` its author had seen: what `ops` stand over where they edit texts. */
  readonly base?: Seq;
}

/** A change that is in the state already. */
interface Accepted {
  readonly ok: true;
  readonly ops: OpsByKey;
  readonly note: AuthorNote;
  /** How many characters of JSON it adds to the log beyond what its author sent, about. */
  readonly added: number;
  /** What it wrote over, where its author may not know that. */
  readonly step?: UndoStep;
}

/** The end of a change. */
export type Verdict =
  | Accepted
  | {
      readonly ok: false;
      readonly code: string;
      readonly message: string;
      /** As of one that was accepted: it had been made when it was refused. */
      readonly added: number;
      /** What takes its edits of texts back, for its author: later edits stand over them. */
      readonly inverses: readonly TextOp[];
    };

/** A change that was refused could not be taken back: the state in memory is not the log's any more. */
export class TornState extends Error {
  override readonly name = "TornState";
}

const DIFFERS: AuthorNote = { differs: true };

/**
 * Decides what may be written: schema, rights, the app's rule; a mutation is run here for real. It works on the room's state at
 * `head`: a change is tried in the state itself and taken back when it is refused, without a trace.
 */
export class Judge {
  /** The fields of presence that are carets, and what moves them. */
  readonly carets: ReadonlyMap<string, CaretEngine>;
  readonly #definition: RoomDefinition;
  readonly #allow: RoomImplementation["allow"];
  readonly #replica: Replica;
  readonly #random: Random;
  readonly #onError: (error: unknown) => void;
  /** The room's id as the app knows it: `roadmap`. */
  readonly #room: string;
  #tries = 0;

  private constructor(
    implementation: RoomImplementation,
    id: RoomId,
    replica: Replica,
    random: Random,
    onError: (error: unknown) => void,
  ) {
    this.#definition = implementation.definition;
    this.#allow = implementation.allow;
    this.#replica = replica;
    this.#random = random;
    this.#onError = onError;
    this.#room = parseRoomId(id)?.id ?? id;
    const carets = new Map<string, CaretEngine>();
    for (const [name, node] of this.#definition.checks.presence)
      if (node.caret !== undefined) carets.set(name, node.caret);
    this.carets = carets;
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
    return new Judge(
      implementation,
      id,
      new Replica(implementation.definition.schema, state),
      random,
      onError,
    );
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
   * already. Throws `BadMessage` for an edit of a text that cannot be, and `TornState` where the change cannot be taken back.
   */
  decide(
    author: Author,
    n: number,
    request: Request,
    ops: OpsByKey | undefined,
    now: number,
  ): Verdict {
    const before = this.#allow === undefined ? undefined : this.#replica.view;
    const change = attempt(
      this.#replica,
      ++this.#tries,
      ops === undefined || request.inverse !== undefined ? "run" : "sent",
    );
    try {
      const verdict =
        request.inverse !== undefined
          ? this.#takeBack(change, author, n, request.inverse.step, ops)
          : ops === undefined
            ? this.#run(change, author, n, request, now)
            : this.#check(change, author, n, ops, request);
      const answer =
        before === undefined ? true : this.#ask(before, verdict.ops, author, request.mutation);
      if (answer !== true) throw new Refused(answer.code, answer.message);
      change.commit();
      return verdict;
    } catch (error) {
      takeBack(change);
      if (error instanceof Refused)
        return this.#refusal(author.rights, error.code, error.message, change.added, ops);
      if (error instanceof Invalid)
        return this.#refusal(author.rights, refusalCode(error), error.message, change.added, ops);
      throw error;
    }
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
    // A place in a text means nothing while others type.
    if (editsIn(ops).length > 0) return undefined;
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
    { first, strict = false }: Request,
  ): Accepted {
    checkRights(rights, asked);
    const checked = checkOps(this.#replica, change, asked, {
      client,
      n,
      first,
      strict,
      read: rights.read,
    });
    if (!checked.ok) throw new Refused(checked.code, checked.message);
    const { ops, differs } = checked;
    // What was written is at most what was asked for, so the rights to it are known.
    const gone = checked.void.length > 0 ? checked.void : undefined;
    return { ok: true, ops, note: { differs, void: gone }, added: change.added };
  }

  /** Takes a change of the author's back: what of it others have written since stays. */
  #takeBack(
    change: Attempt,
    { client, rights }: Author,
    n: number,
    step: UndoStep | undefined,
    texts: OpsByKey = {},
  ): Accepted {
    const replica = this.#replica;
    function* ops(): Generator<readonly [key: string, op: Op]> {
      for (const one of step?.ops(replica, n) ?? []) if (one[1].op !== "text") yield one;
      if (step === undefined) return;
      for (const key of Object.keys(texts)) for (const op of texts[key] ?? []) yield [key, op];
    }
    checkRights(rights, texts);
    const author = { client, n, strict: false, read: rights.read };
    const wrote = new UndoStep();
    const checked = checkInverse(replica, noted(change, replica, wrote), ops(), author);
    if (!checked.ok) throw new Refused(checked.code, checked.message);
    checkRights(rights, checked.ops);
    if (Object.keys(checked.ops).length === 0)
      throw new Refused("undo.changed", "Others have changed all of it since");
    return { ok: true, ops: checked.ops, note: DIFFERS, added: change.added, step: wrote };
  }

  #run(change: Attempt, author: Author, n: number, request: Request, now: number): Accepted {
    // The server's own code has no undo.
    const step = request.mutation === undefined ? undefined : new UndoStep();
    const open = step === undefined ? change : noted(change, this.#replica, step);
    const draft = createDraft(this.#replica, open, recordIds(author.client, n));
    try {
      if (request.mutation === undefined) refuseAsync(request.draft?.(draft.doc as never));
      else this.#mutate(request.mutation, change, draft.doc, author.user, now);
    } finally {
      draft.end();
    }
    const ops = change.ops();
    checkRights(author.rights, ops);
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

  #ask(before: unknown, ops: OpsByKey, author: Author, mutation: MutationCall | undefined): Answer {
    const change = { ops, ...(mutation !== undefined && { mutation }) };
    try {
      return (
        this.#allow?.(change, {
          before,
          after: this.#replica.view,
          user: author.user,
          room: this.#room,
        }) ?? true
      );
    } catch (error) {
      if (error instanceof Refused) throw error;
      this.#onError(error);
      return { code: "rule.threw", message: "The room's rule failed on the server" };
    }
  }
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

function checkRights(rights: Rights, ops: OpsByKey): void {
  if (rights.write === true) return;
  for (const key of Object.keys(ops)) {
    if (!mayWrite(rights, key)) throw new Refused("auth.key", `This user may not write ${key}`);
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

function parseWith(
  nodes: ReadonlyMap<string, PlainNode>,
  name: string,
  value: Json,
  what: string,
): Json {
  const node = nodes.get(name);
  if (node === undefined) throw new BadMessage(`There is no ${what} ${name}`);
  try {
    return node.parse(value, `${what}.${name}`);
  } catch (error) {
    if (error instanceof Invalid) throw new BadMessage(error.message);
    throw error;
  }
}

import type { DraftOf, MutationContext, RoomDefinition } from "@alongside/core";
import {
  createDraft,
  freeze,
  inWords,
  misused,
  type OpsByKey,
  type RecordIds,
  recordIds,
  said,
} from "@alongside/core/engine";
import { changeFrame } from "./change-frame.ts";
import type { RoomCopy } from "./copy.ts";
import type { RoomHost } from "./host.ts";
import { checkUpdate, ofSync } from "./of-sync.ts";
import { type ChangeData, type PendingChange, pendingChange } from "./pending.ts";
import type { Changed, Committed, UpdateOptions } from "./types.ts";
import type { Run, Write } from "./write.ts";
import { joinTyping, LARGE, makerOf, tellTyped } from "./typing.ts";
import { countOps, editsOf, refuseTexts, typedIn } from "./written-ops.ts";

/** A change, and what it writes here. */
export interface Written extends Changed<void> {
  readonly ops: OpsByKey;
}

/** Makes the own changes of a room: each is seen at once, and pending from then on. */
export class Writing<D extends RoomDefinition> {
  readonly copy: RoomCopy<D>;
  readonly #host: RoomHost;
  /** Call when something is written. `isTypedOn`: it is part of a change that was pending, and not sent, before. */
  readonly onWrite: (isTypedOn: boolean) => void;
  #isWriting = false;

  constructor(copy: RoomCopy<D>, host: RoomHost, onWrite: (isTypedOn: boolean) => void) {
    this.copy = copy;
    this.#host = host;
    this.onWrite = onWrite;
  }

  update<T>(fn: (doc: DraftOf<D>) => T, { strict = false }: UpdateOptions): Changed<T> {
    checkUpdate(fn);
    let local: T | undefined;
    const { committed } = this.updateAgain((doc) => {
      local = fn(doc);
      return local;
    }, strict);
    return { local: local as T, committed };
  }

  updateAgain(fn: (doc: DraftOf<D>) => unknown, strict: boolean): Written {
    return this.write({ strict }, this.#draft(fn));
  }

  mutate(name: string, args: unknown): Written {
    const { definition } = this.copy;
    const { clock, random, user } = this.#host;
    const node = definition.checks.mutations.get(name);
    const mutation = definition.mutations[name];
    const made = freeze(this.told(() => node?.create(args, `${name}.args`)));
    if (made === undefined || mutation === undefined)
      throw misused(
        "mutate",
        inWords(() => `the arguments of ${name} should be a value (null is one)`),
        args,
      );
    const ctx: MutationContext = {
      now: clock.now(),
      random: () => random.next(),
      user: user.get(),
      where: "client",
    };
    const run = this.#draft((doc) => mutation.run(doc as never, made as never, ctx));
    return this.write({ mutation: { name, args: made } }, (open, ids) => {
      run(open, ids);
      refuseTexts(open.ops(), name);
    });
  }

  /** Makes a change of what `run` writes. Throws what it throws, and then nothing has happened. */
  write(write: Write, run: Run): Written {
    try {
      return this.#write(write, run);
    } catch (error) {
      if (write.isQuiet !== true) this.#thrown(error);
      throw error;
    }
  }

  /** What `write` returns. A refusal that it throws is told to `onError` too, where all refusals are. */
  told<T>(write: () => T): T {
    try {
      return write();
    } catch (error) {
      this.#thrown(error);
      throw error;
    }
  }

  #thrown(error: unknown): void {
    this.#host.reportThrown(error, { room: this.copy.name });
  }

  /** A pending change as it stands now, with those from `first` on that are sent with it: its edits of texts move with what others type. */
  dataOf(change: PendingChange, first = change): ChangeData {
    const { replica, seq, runs } = this.copy;
    const { data, editsTexts } = change;
    if (!editsTexts) return data;
    const ops = first === change ? replica.opsOf(data.n) : runs?.opsOf(first, change);
    return { ...data, base: seq, ops: ops ?? data.ops };
  }

  /** The message of the change, which ends all numbers from `first` on. Throws `Refused` for one that the server would not take. */
  frame(data: ChangeData, first = data.n): string {
    return changeFrame(this.copy, data, first, this.#host.limits.message);
  }

  #draft<T>(fn: (doc: DraftOf<D>) => T): Run<T> {
    return (open, ids) => {
      const draft = createDraft(this.copy.replica, open, ids);
      try {
        return ofSync(fn(draft.doc as DraftOf<D>));
      } finally {
        draft.end();
      }
    };
  }

  /** Throws when nothing may be written now. */
  check(): void {
    this.copy.checkWritable();
    if (this.#isWriting)
      throw new Error(
        said(
          "update",
          inWords(() => "An update inside another one: write both in one, or one after the other"),
        ),
      );
  }

  #write(write: Write, run: Run): Written {
    const { copy } = this;
    const { pending, recorder } = copy;
    this.check();
    const n = pending.next;
    let open = copy.replica.begin(n);
    const { isStep } = write;
    if (isStep !== false) open = recorder?.note(open, isStep && this.#host.clock.now()) ?? open;
    const isChecked = !copy.isIn && copy.definition.offline === "refuse-if-changed";
    const saw = isChecked && write.mutation === undefined && copy.seeing?.(open, copy.replica);
    if (saw) open = saw;
    let ops: OpsByKey = {};
    let committed: Promise<Committed> | undefined;
    let isTypedOn = false;
    this.#isWriting = true;
    try {
      run(open, this.#idsFor(n, write));
      copy.guard?.(open.ops());
      committed = joinTyping(copy, n, write);
      isTypedOn = committed !== undefined;
      if (!isTypedOn) {
        ops = open.ops();
        if (write.mutation !== undefined || write.isGuess === true || countOps(ops) > 0)
          committed = this.#add(n, ops, saw ? { ...write, seen: saw.seen() } : write);
      }
    } catch (error) {
      open.abort();
      throw error;
    } finally {
      this.#isWriting = false;
    }
    if (committed === undefined) {
      open.abort();
      committed = Promise.resolve({ seq: copy.seq, void: [] });
    } else {
      const last = pending.get(pending.next - 1)?.data;
      const isGuess = last?.mutation !== undefined || last?.undo !== undefined;
      recorder?.written(isGuess, copy.seq);
      this.onWrite(isTypedOn);
    }
    return { local: undefined, ops, committed };
  }

  /** Ids for the records of a change. A mutation's are those that the server gives them too. */
  #idsFor(n: number, { mutation }: Write): RecordIds {
    const { pending, writer, gestureIds } = this.copy;
    const isFree = mutation !== undefined || !pending.isReused(n);
    return isFree ? recordIds(writer.client, n - writer.offset) : gestureIds;
  }

  /** A change was made, and is pending. Throws `Refused` for one that the server would not take. */
  #add(n: number, ops: OpsByKey, write: Write): Promise<Committed> {
    const { copy } = this;
    const edits = editsOf(ops);
    const typed = typedIn(edits);
    const editsTexts = edits.length > 0;
    const { data, frame } = this.#framed(n, ops, write, !editsTexts || typed > LARGE);
    const isTyping = data.undo === undefined && copy.replica.typingOf(n) !== undefined;
    tellTyped(copy, edits, write.by);
    const change = pendingChange(data, {
      editsTexts,
      isTyping,
      typed,
      waitsFor: makerOf(copy, edits),
      // Edits of texts are put into words when they are sent.
      frame: editsTexts ? undefined : frame,
    });
    copy.pending.add(change);
    return change.committed;
  }

  /** The change, and its message where that is tried beforehand: one too large is sent as the request to take another back. */
  #framed(
    n: number,
    ops: OpsByKey,
    { mutation, undo, isGuess, strict, gesture, seen }: Write,
    isTried: boolean,
  ): { readonly data: ChangeData; readonly frame?: string } {
    const data: ChangeData = {
      n,
      at: this.#host.clock.now(),
      base: this.copy.seq,
      ops,
      mutation,
      undo: isGuess === true ? undo : undefined,
      strict: strict === true ? true : undefined,
      gesture,
      seen,
    };
    if (!isTried) return { data };
    try {
      return { data, frame: this.frame(data) };
    } catch (error) {
      if (undo === data.undo) throw error;
      const asking = { ...data, undo };
      return { data: asking, frame: this.frame(asking) };
    }
  }
}

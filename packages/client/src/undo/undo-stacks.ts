import type { RoomDefinition } from "@alongside/core";
import {
  type Commit,
  type OpenChange,
  type OpsByKey,
  type Seq,
  type UndoCall,
  UndoStep,
} from "@alongside/core/engine";
import { isDelete } from "@alongside/core/text";
import type { PendingChange } from "../room/pending.ts";
import { FollowedTexts } from "./followed-texts.ts";
import { dropStep, foundAnew, wroteOtherwise } from "./found-anew.ts";
import { Others } from "./others.ts";
import type { Recorder } from "../room/recorder.ts";
import type { TextEvent, TextPlace } from "../room/text-event.ts";
import type { Changed } from "../room/types.ts";
import type { Writing } from "../room/writing.ts";
import { StepGroups } from "./step-groups.ts";
import { allOf, without } from "./together.ts";
import { undoCall } from "./undo-call.ts";

/** Steps that can be taken back; older ones are forgotten. */
const MAX_STEPS = 200;

/** What is typed within this time of the key before is one step with it. */
const REST_MS = 1000;

/** The code of a refusal that says: of what is to be taken back, nothing is as it was left. */
const CHANGED = "undo.changed";

/** The step that is taken back next is the last. */
type Stack = UndoStep[];

/** A step that is being taken back, or was and may be refused. */
interface Taking {
  readonly step: UndoStep;
  readonly from: Stack;
  readonly to: Stack;
}

/** What one page did in a room and can take back, and what of that it took back and can do again. */
export class UndoStacks implements Recorder {
  readonly done: Stack = [];
  readonly undone: Stack = [];
  readonly #writing: Writing<RoomDefinition>;
  /** Hears of a press that took nothing back, with the users who have changed it all; and of one that did, or of another step. */
  onTold: (users: readonly string[] | undefined) => void = () => undefined;
  /** Counts what happened to the steps, other than that they moved with texts. */
  turn = 0;
  /** What is being written. */
  #step: UndoStep | undefined;
  /** When that was typed, in ms; undefined for what was not. */
  #typedAt: number | undefined;
  /** The step that what is typed next may join, and until when. */
  #typing: { readonly step: UndoStep; readonly until: number } | undefined;
  #taking: Taking | undefined;
  readonly groups = new StepGroups();
  /** What the server is asked to take back, by the changes that ask, until those have ended; undefined for what is no step any more. */
  readonly #asked = new Map<number, Taking | undefined>();
  /** Steps that go on in a log that has gone back, by the changes that are written again for them. */
  readonly #again = new Map<number, UndoStep>();
  readonly #others = new Others();
  readonly followed: FollowedTexts;

  constructor(writing: Writing<RoomDefinition>) {
    this.#writing = writing;
    this.followed = new FollowedTexts(writing.copy);
  }

  /** Whether a press does something: it takes a step back, or tells that one is stuck. */
  hasAny(stack: Stack): boolean {
    const top = stack.findLast((step) => this.#waits(step) || !step.isTold || this.#isFree(step));
    return top !== undefined && !this.#waits(top);
  }

  /** Makes the changes that `fn` writes one step. A group inside another one is part of it. */
  group<T>(fn: () => T): T {
    return this.groups.run(fn);
  }

  /**
   * Takes back the top step, with all of its group. One of which others have changed all stays where it is, and its person is
   * told so once; from then on the press is about the next step below.
   */
  take(from: Stack, to: Stack): Changed<void> | undefined {
    for (const step of from.toReversed()) {
      const together = this.groups.of(step, from);
      if (together.some((one) => this.#waits(one))) return undefined;
      const isTold = together.every((one) => one.isTold);
      const changes = this.#takeAll(together, from, to);
      if (changes !== undefined) return changes;
      if (isTold) continue;
      this.#blame(together);
      return undefined;
    }
    return undefined;
  }

  /** Takes back what can be. Once something was, the rest is not tried again. */
  #takeAll(steps: readonly UndoStep[], from: Stack, to: Stack): Changed<void> | undefined {
    const take = (step: UndoStep): readonly Changed<void>[] =>
      this.#isFree(step) ? [this.#take({ step, from, to })] : [];
    if (steps.length === 1) return steps.flatMap(take)[0];
    const changes = this.group(() => steps.flatMap(take));
    if (changes.length === 0) return undefined;
    without(from, steps);
    this.#tidy();
    return allOf(changes);
  }

  /** The user who has put a record into the trash, where that was not this page. */
  deleterOf(id: string): string | undefined {
    return this.#others.deleterOf(id);
  }

  clear(): void {
    this.done.length = 0;
    this.undone.length = 0;
    this.#forgetAsked(() => true);
    this.followed.clear();
    this.#changed(undefined);
  }

  /** The texts that are followed: those that steps have edited, and those that others have deleted from. */
  *texts(): Generator<TextPlace, undefined> {
    for (const step of this.#steps()) yield* step.texts();
    yield* this.followed.places();
  }

  /** Goes on with the steps of an earlier page of the tab. */
  goOn(done: readonly UndoStep[], undone: readonly UndoStep[]): void {
    this.done.unshift(...done);
    this.undone.unshift(...undone);
    this.#changed(undefined);
  }

  rewound(numbers: ReadonlySet<number>): void {
    const isKept = (step: UndoStep): boolean =>
      (step.changes.length === 1 || step.isTyped) && step.changes.every((n) => numbers.has(n));
    const kept = this.done.filter(isKept);
    this.clear();
    this.#asked.clear();
    this.#typing = undefined;
    this.#again.clear();
    for (const step of kept)
      for (const n of step.changes) if (!this.#again.has(n)) this.#again.set(n, step);
  }

  again(n: number, open: OpenChange): OpenChange {
    return this.#again.has(n) ? this.#noting(new UndoStep(), open) : open;
  }

  writtenAgain(n: number, ops: OpsByKey): void {
    // Also of a change that is no step: it stands in texts that others edit.
    for (const op of Object.values(ops).flat())
      if (op.op === "text") this.onText({ ...op, isOwn: true });
    const step = this.#step;
    const was = this.#again.get(n);
    this.#step = undefined;
    if (step === undefined || was === undefined) return;
    step.changes.push(n);
    step.isKnown = was.isKnown;
    step.since = this.#writing.copy.seq;
    this.groups.replace(was, step);
    const last = this.done.at(-1);
    const isPart = this.#again.get(n - 1) === was;
    if (last === undefined || !isPart || !last.join(step)) this.done.push(step);
    this.#changed(undefined);
  }

  note(open: OpenChange, typedAt: number | undefined): OpenChange {
    this.#typedAt = typedAt;
    return this.#noting(new UndoStep(this.#taking?.step.changes), open);
  }

  /** What to write a change to, so that `step` notes it. */
  #noting(step: UndoStep, open: OpenChange): OpenChange {
    this.#step = step;
    return {
      n: open.n,
      push: (key, op) => {
        step.note(this.#writing.copy.replica, open.n, key, op);
        if (op.op === "delete" || op.op === "restore") this.#others.forgetDeleter(op.id);
        open.push(key, op);
      },
      ops: () => open.ops(),
      isShared: (node, field) => open.isShared(node, field),
      abort: () => {
        this.#step = undefined;
        open.abort();
      },
    };
  }

  written(isGuess: boolean, since: Seq): void {
    const step = this.#step;
    const taking = this.#taking;
    if (step === undefined) return;
    this.#step = undefined;
    this.#taking = undefined;
    // Who has only said something has nothing to take back: a press is about what was done before.
    if (step.isEmpty && taking === undefined && !isGuess) return;
    step.changes.push(this.#writing.copy.pending.next - 1);
    step.isKnown = !isGuess;
    step.since = since;
    this.groups.add(step);
    if (taking !== undefined) {
      if (isGuess) this.#asked.set(this.#writing.copy.pending.next - 1, taking);
      taking.from.splice(taking.from.indexOf(taking.step), 1);
      taking.to.push(step);
      this.#tidy();
    } else this.#add(step);
    this.#changed(undefined);
  }

  asking(undo: UndoCall, ops: OpsByKey): ReturnType<Recorder["asking"]> {
    return undoCall(undo, ops);
  }

  #add(step: UndoStep): void {
    const isLess = this.undone.length > 0 || this.done.length >= MAX_STEPS;
    this.undone.length = 0;
    this.#forgetAsked(({ from }) => from === this.undone);
    const at = this.#typedAt;
    const typing = this.#typing;
    const joins =
      at !== undefined &&
      typing !== undefined &&
      at < typing.until &&
      typing.step === this.done.at(-1) &&
      typing.step.join(step);
    if (!joins) this.done.push(step);
    if (this.done.length > MAX_STEPS) this.#forgetOldest();
    if (isLess) this.#tidy();
    this.#typing =
      at === undefined ? undefined : { step: joins ? typing.step : step, until: at + REST_MS };
  }

  /** A group goes whole, unless it is that being written. */
  #forgetOldest(): void {
    const [oldest] = this.done;
    if (oldest === undefined) return;
    const steps = this.groups.of(oldest, this.done);
    if (!steps.includes(this.done.at(-1) as UndoStep)) without(this.done, steps);
  }

  onText(event: TextEvent): void {
    if (event.delta === undefined) return this.#forgetText(event);
    const { id, field, isOwn } = event;
    const note = isOwn ? this.#step?.text(id, field) : undefined;
    this.followed.edited(event, note, this.#taking?.step.text(id, field));
  }

  decided(n: number, seq: Seq, told: OpsByKey | undefined): ReturnType<Recorder["decided"]> {
    this.turn += 1;
    this.#asked.delete(n);
    if (told !== undefined) this.#doubt(n);
    const found = this.#find(n);
    if (found === undefined) return undefined;
    const { step, stack } = found;
    step.since = seq - 1;
    const { replica } = this.#writing.copy;
    const ops = told ?? (step.isKnown ? undefined : replica.opsOf(n));
    if (ops === undefined) return undefined;
    const guessed = step.fields();
    const note = step.again(replica);
    let left = Object.values(ops).reduce((sum, list) => sum + list.length, 0);
    // What the server has written nothing for is no step.
    if (left === 0) dropStep(stack, step, guessed);
    return (key, op) => {
      note(key, op);
      if (--left > 0) return;
      if (step.isEmpty) dropStep(stack, step, guessed);
      else wroteOtherwise(stack, step, guessed);
    };
  }

  joined(first: number, n: number): void {
    for (const { changes } of this.#steps())
      for (const [i, one] of changes.entries()) if (one >= first && one < n) changes[i] = n;
  }

  /** The change `n` is not in the log as the own ones after it were made on it. */
  #doubt(n: number): void {
    for (const step of this.#steps()) if (lastOf(step) > n) step.doubt();
  }

  refused(n: number, code: string): boolean {
    this.turn += 1;
    const isTold = code === CHANGED && this.#asked.has(n);
    const taking = isTold ? this.#asked.get(n) : undefined;
    this.#asked.delete(n);
    this.#forgetAsked(({ step }) => step.changes.includes(n));
    this.#doubt(n);
    for (const stack of [this.done, this.undone])
      for (const step of stack.filter(({ changes }) => changes.includes(n))) {
        for (const note of step.fields()) foundAnew(stack, step, note, note.after, note.before);
        for (const later of stack) if (lastOf(later) > n) later.withoutRecordsOf(step);
        stack.splice(stack.indexOf(step), 1);
      }
    this.#tidy();
    if (taking !== undefined && !taking.step.isEmpty) this.#putBack(taking);
    return isTold;
  }

  /** The server found nothing of a step that it could take back: the step is where it was, and its person is told. */
  #putBack({ step, from }: Taking): void {
    // What became of the texts meanwhile nobody knows.
    for (const note of step.texts()) note.marks?.clear();
    step.isKnown = true;
    // Changes made since, or put back before, may stand above it.
    const above = from.findIndex((other) => lastOf(other) > lastOf(step));
    from.splice(above < 0 ? from.length : above, 0, step);
    this.#blame([step]);
  }

  #forgetAsked(isOver: (taking: Taking) => boolean): void {
    for (const [n, taking] of this.#asked)
      if (taking !== undefined && isOver(taking)) this.#asked.set(n, undefined);
  }

  others(commit: Commit | undefined): void {
    this.followed.author = commit?.client;
    if (commit === undefined) return;
    const hasSteps = this.done.length + this.undone.length > 0;
    if (hasSteps) this.#others.noteWriter(commit);
    this.#others.noteDeleter(commit);
    for (const key in commit.ops)
      for (const op of commit.ops[key] ?? []) {
        if (op.op === "text" && op.delta.some(isDelete) && this.followed.follow(op)) this.#tidy();
        if (op.op === "move" && hasSteps) for (const step of this.#steps()) step.moved(op.id);
      }
  }

  restarted(): void {
    this.turn += 1;
    for (const step of this.#steps()) {
      if (this.#isOwn(step)) step.missed();
      else step.forgetPlaces();
      for (const note of step.texts()) {
        const node = this.#writing.copy.replica.node(note.id);
        // What became of the text meanwhile nobody knows.
        if (node === undefined || node.stub) this.#forgetText(note);
      }
    }
    for (const stack of [this.done, this.undone])
      without(
        stack,
        stack.filter((step) => step.isEmpty),
      );
  }

  /** What became of a text nobody knows: it stays as it is. */
  #forgetText(place: TextPlace): void {
    for (const step of this.#steps()) step.text(place.id, place.field)?.marks?.clear();
    this.followed.forget(place);
  }

  /** Some steps are gone, and what was kept for them where it is much. */
  #tidy(): void {
    this.followed.keep(this.#steps());
  }

  *#steps(): Generator<UndoStep, undefined> {
    yield* this.done;
    yield* this.undone;
    for (const taking of this.#asked.values()) if (taking !== undefined) yield taking.step;
  }

  /** The step whose last change is `n`. */
  #find(n: number): { readonly stack: Stack; readonly step: UndoStep } | undefined {
    for (const stack of [this.done, this.undone]) {
      const step = stack.findLast((one) => lastOf(one) === n);
      if (step !== undefined) return { stack, step };
    }
    for (const step of this.#steps()) if (lastOf(step) === n) return { stack: [step], step };
    return undefined;
  }

  /** Whether something of a step can be taken back. Of what the server has not said yet that is for the server to find. */
  #isFree(step: UndoStep): boolean {
    const { replica, pending } = this.#writing.copy;
    return step.isKnown ? step.isFree(replica, pending.next) : this.#isOwn(step);
  }

  /** Whether this page wrote the change that a step takes back: one of an earlier page the server is not asked to take back. */
  #isOwn(step: UndoStep): boolean {
    const { before, offset } = this.#writing.copy.writer;
    return lastOf(step) > before + offset;
  }

  /** Whether a step of an earlier page is not to be taken back before the server has said what was written. */
  #waits(step: UndoStep): boolean {
    return !this.#isOwn(step) && (!step.isKnown || this.#isGuessed(step));
  }

  /** Whether the server has not said yet what was written before a step. */
  #isGuessed(step: UndoStep): boolean {
    const { pending } = this.#writing.copy;
    const n = lastOf(step);
    return n > pending.ended && pending.all().some(isGuessBefore(n));
  }

  #take(taking: Taking): Changed<void> {
    const { step } = taking;
    const call = { n: lastOf(step), after: step.since };
    // What the server makes of a mutation before it is what it wrote over.
    const isOwn = this.#isOwn(step);
    const isGuess = isOwn && (!step.isKnown || this.#isGuessed(step));
    this.#taking = taking;
    try {
      const write = (open: OpenChange): void => {
        for (const [key, op] of step.ops(this.#writing.copy.replica, open.n)) open.push(key, op);
      };
      const undo = isOwn ? call : undefined;
      const { committed } = this.#writing.write({ undo, isGuess, isApart: true }, write);
      return { local: undefined, committed };
    } finally {
      this.#taking = undefined;
    }
  }

  #changed(users: readonly string[] | undefined): void {
    this.turn += 1;
    this.onTold(users);
  }

  /** Tells the person who has changed all that these steps wrote. */
  #blame(steps: readonly UndoStep[]): void {
    const users = new Set<string>();
    for (const step of steps) {
      step.isTold = true;
      for (const slot of step.blockedBy(this.#writing.copy.replica)) {
        const user = this.#others.writerOf(slot);
        if (user !== undefined) users.add(user);
      }
    }
    this.#changed([...users]);
  }
}

/** The counter of the change that a step takes back. */
function lastOf({ changes }: UndoStep): number {
  return changes.at(-1) ?? 0;
}

/** Whether a pending change comes before the change `than`, and what it writes is for the server to say. */
function isGuessBefore(than: number): (change: PendingChange) => boolean {
  return ({ data }) => data.n < than && (data.mutation ?? data.undo) !== undefined;
}

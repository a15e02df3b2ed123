import {
  type Delta,
  equalJson,
  type FieldNote,
  type Json,
  type OpenChange,
  type OpsByKey,
  type Replica,
  UndoStep,
} from "@alongside/core";
import type { Recorder } from "../room/recorder.ts";
import type { TextEvent, TextPlace } from "../room/text-events.ts";
import type { Changed } from "../room/types.ts";

/** Steps that can be taken back; older ones are forgotten. */
const MAX_STEPS = 200;

/** What is typed within this time of the key before is one step with it. */
const REST_MS = 1000;

/** The step that is taken back next is the last. An edit of a text stands over the text as the steps after it leave it. */
type Stack = UndoStep[];

/** What is needed of the room's changes. */
interface Writer {
  readonly replica: Replica;
  readonly pending: { readonly next: number };
  replay(write: (open: OpenChange) => void): Changed<void>;
}

/** A step that is being taken back. */
interface Taking {
  readonly step: UndoStep;
  readonly from: Stack;
  readonly to: Stack;
  /** The texts that were put back as they were. */
  readonly put: Set<string>;
}

/** What one page did in a room and can take back, and what of that it took back and can do again. */
export class UndoStacks implements Recorder {
  readonly done: Stack = [];
  readonly undone: Stack = [];
  readonly #writer: Writer;
  /** What is being written. */
  #step: UndoStep | undefined;
  /** When that was typed, in ms; undefined for what was not. */
  #typedAt: number | undefined;
  /** The step that what is typed next may join, and until when. */
  #typing: { readonly step: UndoStep; readonly until: number } | undefined;
  #taking: Taking | undefined;

  constructor(writer: Writer) {
    this.#writer = writer;
  }

  /** Whether anything is left of a stack. */
  hasAny(stack: Stack): boolean {
    const { replica, pending } = this.#writer;
    return stack.some((step) => step.ops(replica, pending.next).next().done !== true);
  }

  /** Takes back the last step of which something is left; undefined when there is none. */
  take(from: Stack, to: Stack): Changed<void> | undefined {
    let step: UndoStep | undefined;
    while ((step = from.at(-1)) !== undefined) {
      const taking: Taking = { step, from, to, put: new Set() };
      this.#taking = taking;
      try {
        const { committed } = this.#writer.replay((open) => this.#takeBack(taking, open));
        if (from.at(-1) !== step) return { local: undefined, committed };
      } finally {
        this.#taking = undefined;
      }
      this.#forget(from, step);
    }
    return undefined;
  }

  clear(): void {
    this.done.length = 0;
    this.undone.length = 0;
  }

  /** The texts that steps have edited. */
  *texts(): Generator<TextPlace, undefined> {
    for (const step of this.#steps()) yield* step.texts();
  }

  note(open: OpenChange, typedAt: number | undefined): OpenChange {
    const step = new UndoStep(this.#taking?.step.changes);
    this.#step = step;
    this.#typedAt = typedAt;
    return {
      id: open.id,
      push: (key, op) => {
        step.note(this.#writer.replica, open.id, key, op);
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

  written(): void {
    const step = this.#step;
    const taking = this.#taking;
    if (step === undefined) return;
    this.#step = undefined;
    this.#taking = undefined;
    step.changes.push(this.#writer.pending.next - 1);
    if (taking !== undefined) {
      this.#forget(taking.from, taking.step, taking.put);
      taking.to.push(step);
    } else this.#add(step);
  }

  #add(step: UndoStep): void {
    this.undone.length = 0;
    const at = this.#typedAt;
    const typing = this.#typing;
    const joins =
      at !== undefined &&
      typing !== undefined &&
      at < typing.until &&
      typing.step === this.done.at(-1) &&
      typing.step.join(step);
    if (!joins) this.done.push(step);
    if (this.done.length > MAX_STEPS) this.done.shift();
    this.#typing =
      at === undefined ? undefined : { step: joins ? typing.step : step, until: at + REST_MS };
  }

  onText({ id, field, delta, isOwn }: TextEvent): void {
    if (delta === undefined) return this.#forgetText(id, field);
    // What is noted lies between the steps before it and what is seen.
    if (isOwn && this.#step?.edited(id, field, delta) === true) return;
    for (const stack of [this.done, this.undone]) moveOver(stack, stack.length, id, field, delta);
  }

  decided(n: number, ops: OpsByKey | undefined): void {
    if (ops === undefined) return;
    for (const stack of [this.done, this.undone]) {
      for (const step of stack.filter(({ changes }) => changes.at(-1) === n)) {
        const guessed = step.fields().map((note) => [note, note.after] as const);
        step.decided(ops);
        for (const [note, guess] of guessed) foundAnew(stack, step, note, guess, note.after);
      }
    }
  }

  refused(n: number): void {
    for (const stack of [this.done, this.undone])
      for (const step of stack.filter(({ changes }) => changes.includes(n))) {
        for (const note of step.fields()) foundAnew(stack, step, note, note.after, note.before);
        for (const later of stack) later.withoutRecordsOf(step);
        this.#forget(stack, step);
      }
  }

  others(ops: OpsByKey): void {
    for (const key in ops)
      for (const op of ops[key] ?? [])
        if (op.op === "move") for (const step of this.#steps()) step.moved(op.id);
  }

  restarted(): void {
    for (const step of this.#steps()) {
      for (const note of step.texts()) {
        const node = this.#writer.replica.node(note.id);
        // What became of the text meanwhile nobody knows.
        if (node === undefined || node.stub) note.delta = [];
      }
    }
  }

  /** What became of a text nobody knows: it stays as it is. */
  #forgetText(id: string, field: string): void {
    for (const step of this.#steps()) {
      const note = step.text(id, field);
      if (note !== undefined) note.delta = [];
    }
  }

  *#steps(): Generator<UndoStep, undefined> {
    yield* this.done;
    yield* this.undone;
  }

  #takeBack({ step, put }: Taking, open: OpenChange): void {
    for (const [key, op] of step.ops(this.#writer.replica, open.id)) {
      if (op.op === "text") put.add(`${op.id} ${op.field}`);
      open.push(key, op);
    }
  }

  /** A step leaves its stack. The steps before it stand over a text in which what it would have put back is now missing. */
  #forget(stack: Stack, step: UndoStep, put: ReadonlySet<string> = NONE): void {
    const at = stack.indexOf(step);
    const { replica } = this.#writer;
    for (const { id, field, engine, delta } of step.texts()) {
      const node = replica.node(id);
      if (node === undefined || delta.length === 0 || put.has(`${id} ${field}`)) continue;
      let text = replica.text(node, field);
      for (let above = stack.length - 1; above > at; above--)
        text = text.apply(stack[above]?.text(id, field)?.delta ?? []);
      moveOver(stack, at, id, field, engine.invert(delta, text));
    }
    stack.splice(at, 1);
  }
}

/** What the step after `step` found in a field as `was` was in truth `is`. */
function foundAnew(
  stack: Stack,
  step: UndoStep,
  { id, field }: FieldNote,
  was: Json | undefined,
  is: Json | undefined,
): void {
  for (let i = stack.indexOf(step) + 1; i < stack.length; i++) {
    const later = stack[i]?.field(id, field);
    if (later === undefined) continue;
    if (equalJson(later.before, was)) later.before = is;
    return;
  }
}

const NONE: ReadonlySet<string> = new Set();

/** Takes the edits of a text in the steps below `top` over what happened to it. */
function moveOver(stack: Stack, top: number, id: string, field: string, delta: Delta): void {
  let others = delta;
  for (let i = top - 1; i >= 0 && others.length > 0; i--) {
    const note = stack[i]?.text(id, field);
    if (note !== undefined) [note.delta, others] = note.engine.cross(note.delta, others, "left");
  }
}

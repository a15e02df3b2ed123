import type { Delta } from "../text/delta.ts";
import { currentAt, homeOf, isTrashed, type Node, orderOf } from "./node.ts";
import type { ContainerRef, InsertOp, MoveOp, Op, OpsByKey, PutOp } from "./op.ts";
import type { Replica } from "./replica.ts";
import { fieldUpTo, takingBack } from "./take-back.ts";
import type { FieldNote, Note, SumNote, TextNote } from "./undo-notes.ts";

/**
 * One step to undo: what a change was about to write over, noted op by op. A step is taken back slot by slot, and only where what
 * it wrote is still there; counters subtract, records go to the trash or come back from it.
 */
export class UndoStep {
  /** The changes it stands for: that which it takes back, and those that were undone and done again for it. */
  readonly changes: number[];
  #notes: Note[] = [];
  /** The notes on fields, which may be written to again and again. */
  readonly #fields = new Map<string, FieldNote | SumNote | TextNote>();
  /** The records it makes: what is written to them goes with them. */
  readonly #made = new Set<string>();

  constructor(changes: readonly number[] = []) {
    this.changes = [...changes];
  }

  /** The texts it edits. */
  texts(): readonly TextNote[] {
    return this.#notes.filter((note) => note.kind === "text");
  }

  /** What it did to one text. */
  text(id: string, field: string): TextNote | undefined {
    return this.#on("text", id, field);
  }

  /** The plain fields it writes. */
  fields(): readonly FieldNote[] {
    return this.#notes.filter((note) => note.kind === "field");
  }

  /** What it wrote to one of them. */
  field(id: string, field: string): FieldNote | undefined {
    return this.#on("field", id, field);
  }

  /** `op` is about to be written by the change `n`. */
  note(replica: Replica, n: number, key: string, op: Op): void {
    const { id } = op;
    switch (op.op) {
      case "insert":
      case "put": {
        const displaced = op.op === "put" ? seenAt(replica, op.in, op.key) : undefined;
        return this.#noteNew(key, op, displaced);
      }
      case "set":
        return this.#noteField(replica, n, key, op);
      case "add": {
        const sum = this.#on("sum", id, op.field);
        if (sum !== undefined) sum.by += op.by;
        else if (!this.#made.has(id))
          this.#addField({ kind: "sum", key, id, field: op.field, by: op.by });
        return;
      }
      case "text":
        return this.#noteText(replica, key, op.id, op.field);
      case "move":
        return this.#notePlace(replica, key, op);
      case "delete":
      case "restore": {
        const node = replica.node(id);
        const trashed = op.op === "delete";
        if (node === undefined) return;
        const displaced = trashed ? undefined : displacedBy(node);
        if (isTrashed(node) !== trashed)
          this.#notes.push({ kind: "life", key, id, trashed, displaced });
      }
    }
  }

  /** An edit of a text, put together, was written. Answers whether it was noted. */
  edited(id: string, field: string, delta: Delta): boolean {
    const note = this.#on("text", id, field);
    if (note?.before === undefined) return false;
    note.delta = note.engine.invert(delta, note.before);
    note.before = undefined;
    return true;
  }

  /** What was typed next becomes part of this step, when both edit one text and nothing else. Answers whether it did. */
  join(next: UndoStep): boolean {
    const [mine, later] = [this.#notes[0], next.#notes[0]];
    if (mine?.kind !== "text" || later?.kind !== "text" || mine.id !== later.id) return false;
    if (mine.field !== later.field || this.#notes.length + next.#notes.length > 2) return false;
    mine.delta = mine.engine.compose(later.delta, mine.delta);
    for (const n of next.changes) if (n !== this.changes.at(-1)) this.changes.push(n);
    return true;
  }

  /** The change came out otherwise than was guessed. */
  decided(ops: OpsByKey): void {
    for (const note of this.#notes) if (note.kind === "sum") note.by = 0;
    for (const key of Object.keys(ops)) {
      for (const op of ops[key] ?? []) {
        if (op.op === "add") {
          const sum = this.#on("sum", op.id, op.field);
          if (sum !== undefined) sum.by = op.by;
        } else if (op.op === "set") {
          const note = this.#on("field", op.id, op.field);
          if (note !== undefined) note.after = op.value;
        } else if (op.op === "insert" || op.op === "put") this.#noteNew(key, op, undefined);
      }
    }
  }

  /** `step` was refused: what this one took a key from was put there by nobody. */
  withoutRecordsOf(step: UndoStep): void {
    for (const note of this.#notes) {
      if (note.kind !== "life" || note.displaced === undefined) continue;
      const gone = step.#notes.find((other) => other.id === note.displaced);
      if (gone?.kind === "life" && !gone.trashed) note.displaced = gone.displaced;
    }
  }

  /** Somebody else has moved a record: its place is theirs. */
  moved(id: string): void {
    this.#notes = this.#notes.filter((note) => note.kind !== "place" || note.id !== id);
  }

  /**
   * What the change `n` writes to take it back, by what is seen now. Each op leans on the one before: it is written before the
   * next is asked for.
   */
  *ops(replica: Replica, n: number): Generator<readonly [key: string, op: Op], undefined> {
    for (let i = this.#notes.length - 1; i >= 0; i--) {
      const note = this.#notes[i] as Note;
      const op = takingBack(replica, n, note);
      if (op !== undefined) yield [note.key, op];
    }
  }

  #noteNew(key: string, { id, in: ref }: InsertOp | PutOp, displaced: string | undefined): void {
    // What stands in a new record comes and goes with it.
    const isKnown = this.#made.has(id) || this.#made.has(ref.of);
    this.#made.add(id);
    if (!isKnown) this.#notes.push({ kind: "life", key, id, trashed: false, displaced });
  }

  #noteField(replica: Replica, n: number, key: string, op: Op & { readonly op: "set" }): void {
    const { id, field, value: after } = op;
    const known = this.#on("field", id, field);
    const node = replica.node(id);
    if (known !== undefined) known.after = after;
    if (known !== undefined || node === undefined || this.#made.has(id)) return;
    let before = fieldUpTo(replica, n, node, field);
    const schema = replica.schemaOf(node)?.fields.get(field);
    // What is not optional is not taken away: it becomes what it was read as.
    if (before === undefined && schema?.kind === "plain" && !schema.optional)
      before = schema.initial(field);
    this.#addField({ kind: "field", key, id, field, before, after });
  }

  #noteText(replica: Replica, key: string, id: string, field: string): void {
    const node = replica.node(id);
    if (node === undefined || this.#made.has(id) || this.#on("text", id, field)) return;
    const schema = replica.schemaOf(node)?.fields.get(field);
    if (schema?.kind !== "text") return;
    const before = replica.text(node, field);
    this.#addField({ kind: "text", key, id, field, engine: schema.engine, before, delta: [] });
  }

  #notePlace(replica: Replica, key: string, { id, in: to }: MoveOp): void {
    const node = replica.node(id);
    const home = node && homeOf(node);
    if (node === undefined || home?.kind !== "list") return;
    const order = orderOf(home);
    const from = { of: home.of.id, field: home.field };
    const [left, right] = [order.beside(node, -1)?.id, order.beside(node, 1)?.id];
    this.#notes.push({ kind: "place", key, id, from, left, right, to });
  }

  #on<K extends "field" | "sum" | "text">(
    kind: K,
    id: string,
    field: string,
  ): Extract<Note, { readonly kind: K }> | undefined {
    const note = this.#fields.get(`${id} ${field}`);
    return note?.kind === kind ? (note as Extract<Note, { readonly kind: K }>) : undefined;
  }

  #addField(note: FieldNote | SumNote | TextNote): void {
    this.#fields.set(`${note.id} ${note.field}`, note);
    this.#notes.push(note);
  }
}

/** The record that is seen at a key of a map. */
function seenAt(replica: Replica, { of, field }: ContainerRef, key: string): string | undefined {
  const owner = replica.node(of);
  const box = owner && replica.map(owner, field);
  return box && currentAt(box, key)?.id;
}

/** The record whose place at a key another one takes, when that comes out of the trash. */
function displacedBy(node: Node): string | undefined {
  const home = homeOf(node);
  return home?.kind === "map" ? currentAt(home, node.mapKey as string)?.id : undefined;
}

import type { Seq } from "../log.ts";
import type { Delta } from "../text/delta.ts";
import { type Ground, loggedIn, seenBy } from "./ground.ts";
import type { InsertOp, MoveOp, Op, PutOp } from "../model/op.ts";
import type { Replica } from "../pending/replica.ts";
import { isMark } from "../model/range-mark.ts";
import { inTheWay, isSeenBack, takingBack } from "./take-back.ts";
import type { FieldNote, Note, PlaceNote, SumNote, TextNote } from "./undo-notes.ts";

/**
 * One step to undo: what a change was about to write over, noted op by op. A step is taken back slot by slot, and only where what
 * it wrote is still there; counters subtract, records go to the trash or come back from it.
 */
export class UndoStep {
  /** The changes it stands for: that which it takes back, and those that were undone and done again for it. */
  readonly changes: number[];
  /** Whether what is noted is what it wrote and left. Of a mutation that is known once the server has run it. */
  isKnown = true;
  /** Whether it was typed, in changes of which each is a part of it. */
  isTyped = false;
  /** Its person was told that others have changed all of it since. */
  isTold = false;
  /** The entry of the last of its changes comes after this one. */
  since: Seq = 0;
  #notes: Note[] = [];
  #texts: TextNote[] = [];
  /** The notes on fields, which may be written to again and again. */
  readonly #fields = new Map<string, FieldNote | SumNote | TextNote>();
  /** The notes on places, by the records that were moved. */
  readonly #places = new Map<string, PlaceNote[]>();
  /** The records it makes: what is written to them goes with them. */
  readonly #made = new Set<string>();

  constructor(changes: readonly number[] = []) {
    this.changes = [...changes];
  }

  /** A step as an earlier page had noted it. `made` are the records it makes. */
  static of(changes: readonly number[], notes: readonly Note[], made: Iterable<string>): UndoStep {
    const step = new UndoStep(changes);
    for (const note of notes)
      if (note.kind === "life") step.#notes.push(note);
      else if (note.kind === "place") step.#addPlace(note);
      else step.#addField(note);
    for (const id of made) step.#made.add(id);
    return step;
  }

  /** All that is noted, in the order in which it was written. */
  get notes(): readonly Note[] {
    return this.#notes;
  }

  /** The records it makes. */
  get made(): ReadonlySet<string> {
    return this.#made;
  }

  /** Whether it has written anything. */
  get isEmpty(): boolean {
    return this.#notes.length === 0;
  }

  /** The texts it edits. */
  texts(): readonly TextNote[] {
    return this.#texts;
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

  /** Call before the change `n` writes `op`. */
  note(replica: Replica, n: number, key: string, op: Op): void {
    this.#note(seenBy(replica, n), key, op);
  }

  /** Call before `op`, as the log has it, is applied to the log's state. */
  noteLogged({ state, schema }: Pick<Replica, "state" | "schema">, key: string, op: Op): void {
    this.#note(loggedIn(state, schema), key, op);
  }

  /**
   * Forgets what was noted, as the change came out otherwise. Returns what to call before each op of the log is applied, in
   * order. Edits of texts stay as they are: they have moved with the texts.
   */
  again(replica: Replica): (key: string, op: Op) => void {
    const texts = new Map(this.#texts.map((note) => [`${note.id} ${note.field}`, note]));
    this.isKnown = true;
    this.#notes = [];
    this.#texts = [];
    this.#fields.clear();
    this.#places.clear();
    this.#made.clear();
    return (key, op) => {
      const text = op.op === "text" ? texts.get(`${op.id} ${op.field}`) : undefined;
      if (text !== undefined) this.#addField(text);
      else if (op.op !== "text") this.noteLogged(replica, key, op);
    };
  }

  #note(ground: Ground, key: string, op: Op): void {
    const { id } = op;
    switch (op.op) {
      case "insert":
      case "put":
        return this.#noteNew(ground, key, op);
      case "set":
        return this.#noteField(ground, key, op);
      case "add": {
        const sum = this.#on("sum", id, op.field);
        if (sum !== undefined) sum.by += op.by;
        else if (!this.#made.has(id))
          this.#addField({ kind: "sum", key, id, field: op.field, by: op.by });
        return;
      }
      case "text":
        if (!isMark(op)) this.#noteText(ground, key, op.id, op.field);
        return;
      case "move":
        return this.#notePlace(ground, key, op);
      case "feed":
        // What was said is taken back by deleting it.
        return;
      case "delete":
      case "restore": {
        const node = ground.node(id);
        const trashed = op.op === "delete";
        if (node === undefined || ground.isTrashed(node) === trashed) return;
        const home = trashed ? undefined : ground.home(node);
        const displaced =
          home?.kind === "map" ? ground.at(home.of, home.field, node.mapKey as string) : undefined;
        this.#notes.push({ kind: "life", key, id, trashed, displaced });
      }
    }
  }

  /** An edit of a text was written, over the text that was noted. */
  edited(id: string, field: string, delta: Delta): void {
    const note = this.#on("text", id, field);
    if (note?.before !== undefined) note.delta = note.engine.invert(delta, note.before);
  }

  /** What was typed next becomes part of this step, when both edit one text and nothing else. Returns whether it did. */
  join(next: UndoStep): boolean {
    const [mine, later] = [this.#notes[0], next.#notes[0]];
    if (mine?.kind !== "text" || later?.kind !== "text" || mine.id !== later.id) return false;
    if (mine.field !== later.field || this.#notes.length + next.#notes.length > 2) return false;
    mine.delta = mine.engine.compose(later.delta, mine.delta);
    if (later.marks !== undefined) mine.marks?.join(later.marks);
    for (const n of next.changes) if (n !== this.changes.at(-1)) this.changes.push(n);
    this.since = next.since;
    this.isTyped = true;
    return true;
  }

  /** `step` was refused: what this one took a key from was put there by nobody. */
  withoutRecordsOf(step: UndoStep): void {
    for (const note of this.#notes) {
      if (note.kind !== "life" || note.displaced === undefined) continue;
      const gone = step.#notes.find((other) => other.id === note.displaced);
      if (gone?.kind === "life" && !gone.trashed) note.displaced = gone.displaced;
    }
  }

  /** Somebody else moves a record: its place is theirs, for good, as neighbours come and go. */
  moved(id: string): void {
    for (const note of this.#places.get(id) ?? []) note.isLost = true;
  }

  /** Nobody here knows what others moved meanwhile: where it has moved records itself, that is for the server to say. */
  missed(): void {
    if (this.#places.size > 0) this.isKnown = false;
    for (const notes of this.#places.values()) for (const note of notes) note.isLost = true;
  }

  /** Takes no place back any more: nobody here knows what others moved meanwhile, and the server is not asked. */
  forgetPlaces(): void {
    this.#notes = this.#notes.filter(({ kind }) => kind !== "place");
    this.#places.clear();
  }

  /** An own change before it came out otherwise than this one was made on: what it wrote over the log will say. */
  doubt(): void {
    if (this.#notes.some(({ kind }) => kind === "place" || kind === "life")) this.isKnown = false;
  }

  /** Whether something that is seen can be taken back. */
  isFree(replica: Replica, n: number): boolean {
    const can = (note: Note): boolean =>
      isSeenBack(replica, note) && takingBack(replica, n, note) !== undefined;
    return this.#notes.findLast(can) !== undefined;
  }

  /**
   * What the change `n` writes to take it back, by what is seen now: nothing where it is not free. Each op leans on the one
   * before: it is written before the next is asked for.
   */
  *ops(replica: Replica, n: number): Generator<readonly [key: string, op: Op], undefined> {
    if (!this.isFree(replica, n)) return;
    for (let i = this.#notes.length - 1; i >= 0; i--) {
      const note = this.#notes[i] as Note;
      const op = takingBack(replica, n, note);
      if (op !== undefined) yield [note.key, op];
    }
  }

  /** The slots that others have to have written to where nothing can be taken back; see `slotOf`. */
  *blockedBy(replica: Replica): Generator<string, undefined> {
    for (const note of this.#notes) yield* inTheWay(replica, note);
  }

  #noteNew(ground: Ground, key: string, op: InsertOp | PutOp): void {
    const { id, in: ref } = op;
    // What stands in a new record comes and goes with it.
    const isKnown = this.#made.has(id) || this.#made.has(ref.of);
    this.#made.add(id);
    if (isKnown) return;
    const owner = ground.node(ref.of);
    const displaced = op.op === "put" && owner ? ground.at(owner, ref.field, op.key) : undefined;
    this.#notes.push({ kind: "life", key, id, trashed: false, displaced });
  }

  #noteField(ground: Ground, key: string, op: Op & { readonly op: "set" }): void {
    const { id, field, value: after } = op;
    const known = this.#on("field", id, field);
    const node = ground.node(id);
    if (known !== undefined) known.after = after;
    if (known !== undefined || node === undefined || this.#made.has(id)) return;
    let before = ground.field(node, field);
    const schema = ground.schemaOf(node)?.fields.get(field);
    // What is not optional is not taken away: it becomes what it was read as.
    if (before === undefined && schema?.kind === "plain" && !schema.optional)
      before = schema.initial(field);
    this.#addField({ kind: "field", key, id, field, before, after });
  }

  #noteText(ground: Ground, key: string, id: string, field: string): void {
    const node = ground.node(id);
    if (node === undefined || this.#made.has(id) || this.#on("text", id, field)) return;
    const schema = ground.schemaOf(node)?.fields.get(field);
    if (schema?.kind !== "text") return;
    const before = ground.text(node, field);
    this.#addField({ kind: "text", key, id, field, engine: schema.engine, before, delta: [] });
  }

  #notePlace(ground: Ground, key: string, { id, in: to }: MoveOp): void {
    const node = ground.node(id);
    const home = node && ground.home(node);
    if (node === undefined || home?.kind !== "list") return;
    const from = { of: home.of.id, field: home.field };
    const [left, right] = ground.beside(node);
    const note: PlaceNote = { kind: "place", key, id, from, left, right, to, isLost: false };
    this.#addPlace(note);
  }

  #on<K extends "field" | "sum" | "text">(
    kind: K,
    id: string,
    field: string,
  ): Extract<Note, { readonly kind: K }> | undefined {
    const note = this.#fields.get(`${id} ${field}`);
    return note?.kind === kind ? (note as Extract<Note, { readonly kind: K }>) : undefined;
  }

  #addPlace(note: PlaceNote): void {
    this.#notes.push(note);
    const places = this.#places.get(note.id);
    if (places === undefined) this.#places.set(note.id, [note]);
    else places.push(note);
  }

  #addField(note: FieldNote | SumNote | TextNote): void {
    this.#fields.set(`${note.id} ${note.field}`, note);
    this.#notes.push(note);
    if (note.kind === "text") this.#texts.push(note);
  }
}

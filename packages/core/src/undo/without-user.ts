import { Invalid } from "../errors.ts";
import type { Json } from "../json.ts";
import type { Seq } from "../log.ts";
import type { Op, OpsByKey } from "../model/op.ts";
import type { State } from "../model/state.ts";
import type { Replica } from "../pending/replica.ts";
import type { RecordSchema } from "../schema/kinds.ts";
import type { PlainNode } from "../schema/plain/types.ts";
import type { Delta } from "../text/delta.ts";
import type { TextEngine } from "../text/engine.ts";
import { loggedIn } from "./ground.ts";
import { UndoStep } from "./undo-step.ts";

/** An entry that wrote something. */
interface Written {
  readonly seq: Seq;
  /** Undefined for what nobody wrote. */
  readonly actor?: string;
  readonly ops: OpsByKey;
}

/** What takes the edits of one text back, over the text as it is by now. */
interface TextBack {
  readonly key: string;
  readonly id: string;
  readonly field: string;
  readonly engine: TextEngine;
  inverse: Delta;
}

interface WithoutUserOptions {
  /** The room as its log had it before the first entry. It is written to. */
  readonly state: State;
  readonly schema: RecordSchema;
  /** Whose changes are taken back. */
  readonly by: string;
  /** The last entry that is. */
  readonly until: Seq;
  /** Whether an op is of what is to be taken back. */
  isPart(key: string, op: Op): boolean;
}

/**
 * Takes back what one user wrote from a moment on, by the log: entry by entry, where what they wrote is still there. What others wrote
 * over it, into it or beside it stays, so does a record that they made and others have written into.
 */
export class WithoutUser {
  readonly state: State;
  readonly #schema: RecordSchema;
  readonly #options: WithoutUserOptions;
  readonly #step = new UndoStep();
  readonly #texts = new Map<string, TextBack>();
  /** Records that others have written into, or into what stands in them. */
  readonly #others = new Set<string>();

  constructor(options: WithoutUserOptions) {
    this.#options = options;
    this.state = options.state;
    this.#schema = options.schema;
  }

  /** Takes the next entry in. */
  take({ seq, actor, ops }: Written): void {
    const { by, until, isPart } = this.#options;
    const isTheirs = actor === by && seq <= until;
    for (const key in ops)
      for (const op of ops[key] ?? []) {
        if (isTheirs && isPart(key, op)) this.#undo(key, op);
        else this.#leave(op, actor !== undefined);
        this.state.applyOp(key, op);
      }
  }

  /** Notes what an op that is to be taken back is about to write over. */
  #undo(key: string, op: Op): void {
    if (op.op !== "text") return this.#step.noteLogged({ ...this.#room }, key, op);
    const node = this.state.nodes.get(op.id);
    if (node === undefined || node.stub) return;
    const field = loggedIn(this.state, this.#schema).schemaOf(node)?.fields.get(op.field);
    if (field?.kind !== "text") return;
    const { engine } = field;
    const back = engine.invert(op.delta, this.state.text(node, op.field));
    const known = this.#texts.get(slot(op));
    if (known !== undefined) known.inverse = engine.compose(back, known.inverse);
    else this.#texts.set(slot(op), { key, id: op.id, field: op.field, engine, inverse: back });
  }

  get #room(): Pick<Replica, "state" | "schema"> {
    return { state: this.state, schema: this.#schema };
  }

  /** What somebody else is about to write is theirs from then on. A migration writes over values, and into records that stay whose they are. */
  #leave(op: Op, isSomebody: boolean): void {
    switch (op.op) {
      case "text": {
        const known = this.#texts.get(slot(op));
        if (known !== undefined)
          known.inverse = known.engine.cross(known.inverse, op.delta, "left")[0];
        break;
      }
      case "set": {
        // Where it is written over once more, that goes back to this.
        const note = this.#step.field(op.id, op.field);
        if (note !== undefined) note.before = op.value;
        break;
      }
      case "move":
        this.#step.moved(op.id);
        if (isSomebody) this.#mark(op.in.of);
        break;
      case "insert":
      case "put":
        if (isSomebody) this.#mark(op.in.of);
        return;
      default:
    }
    if (isSomebody) this.#mark(op.id);
  }

  #mark(id: string): void {
    for (let node = this.state.nodes.get(id); node !== undefined; node = node.home?.of)
      this.#others.add(node.id);
  }

  /**
   * What takes it back as change `n` of a page, which has the log up to the last entry taken in. Each op leans on the one before: it is
   * written before the next is asked for.
   */
  *ops(replica: Replica, n: number): Generator<readonly [key: string, op: Op], undefined> {
    for (const keyed of this.#step.ops(replica, n)) {
      const [, { op, id }] = keyed;
      if (op === "delete" && this.#others.has(id)) continue;
      if (fits(replica, keyed[1])) yield keyed;
    }
    for (const { key, id, field, engine, inverse } of this.#texts.values()) {
      // It goes with its record, unless others have written into that.
      if (this.#step.made.has(id) && !this.#others.has(id)) continue;
      const node = replica.node(id);
      const logged = this.state.nodes.get(id);
      if (node === undefined || node.stub || logged === undefined) continue;
      if (replica.schemaOf(node)?.fields.get(field)?.kind !== "text") continue;
      // Over what the page has typed that is not in the log.
      const typed = engine.diff(this.state.text(logged, field), replica.text(node, field));
      const [delta] = engine.cross(inverse, typed, "left");
      if (delta.length > 0) yield [key, { op: "text", id, field, delta }];
    }
  }
}

/** Whether the definition of now has a place for what an op writes: it may have been of an older one. */
function fits(replica: Replica, op: Op): boolean {
  const fieldOf = (id: string, field: string) => {
    const node = replica.node(id);
    return node && replica.schemaOf(node)?.fields.get(field);
  };
  switch (op.op) {
    case "add":
      return fieldOf(op.id, op.field)?.kind === "counter";
    case "set": {
      const field = fieldOf(op.id, op.field);
      if (field?.kind !== "plain") return false;
      return op.value === undefined ? field.optional : isValue(field, op.value);
    }
    case "move":
      return fieldOf(op.in.of, op.in.field)?.kind === "list";
    default: {
      const node = replica.node(op.id);
      return node !== undefined && replica.schemaOf(node) !== undefined;
    }
  }
}

function isValue(field: PlainNode, value: Json): boolean {
  try {
    field.parse(value, "");
    return true;
  } catch (error) {
    if (error instanceof Invalid) return false;
    throw error;
  }
}

function slot({ id, field }: { readonly id: string; readonly field: string }): string {
  return `${id} ${field}`;
}

import { equalJson, type Json } from "../json.ts";
import { isVisible, type Node } from "../model/node.ts";
import { type Op, type OpsByKey, ROOT } from "../model/op.ts";
import { fieldOf, type State, sumOf } from "../model/state.ts";
import { topKeyOf } from "../model/top-key.ts";
import type { FieldNode, RecordSchema } from "../schema/kinds.ts";
import type { TextNode } from "../schema/text/types.ts";
import { loggedIn } from "./ground.ts";
import { type TextStretch, TracedText } from "./traced-text.ts";

/** A record that came or went between two moments. */
export interface RecordDifference {
  /** The top-level key that it is under. */
  readonly key: string;
  readonly id: string;
  /** Whoever made it, deleted it or brought it back last; undefined where nobody did by name. */
  readonly by: string | undefined;
}

/** What became of a record that is there at both moments; `root` has the top-level fields. */
export interface ChangedRecord {
  readonly key: string;
  readonly id: string;
  readonly fields: readonly {
    readonly field: string;
    /** Undefined for what is not there. */
    readonly before: Json | undefined;
    readonly after: Json | undefined;
    /** Whoever wrote it last. */
    readonly by: string | undefined;
  }[];
  readonly texts: readonly { readonly field: string; readonly stretches: readonly TextStretch[] }[];
  /** Whoever gave it another place last, where somebody has. */
  readonly moved?: { readonly by: string | undefined };
}

/** What became of a room from one moment to another. */
export interface RoomDifference {
  readonly added: readonly RecordDifference[];
  readonly removed: readonly RecordDifference[];
  readonly changed: readonly ChangedRecord[];
}

/** Finds what became of a room from one moment to another, and by whom, entry by entry. */
export class Difference {
  readonly #schema: RecordSchema;
  readonly #was: State;
  readonly #is: State;
  /** What the entries go over. */
  readonly #log: State;
  /** Who wrote a slot last. */
  readonly #writers = new Map<string, string | undefined>();
  readonly #texts = new Map<string, TracedText>();

  /**
   * `was` and `log` are the same state, each of which is its own; `log` is written to, and is what the room has become in the end. Where `was` is of
   * an older version of the definition, it is as the steps of its migrations make it, `is` is so at the later moment, and `log` is what the log itself had.
   */
  constructor(schema: RecordSchema, was: State, log: State, is: State = log) {
    this.#schema = schema;
    this.#was = was;
    this.#log = log;
    this.#is = is;
  }

  /** Takes the next entry in. */
  take({ actor, ops }: { readonly actor?: string; readonly ops: OpsByKey }): void {
    for (const key in ops)
      for (const op of ops[key] ?? []) {
        // Where moments are shown by the steps of migrations, what those wrote stays whose it was.
        if (actor !== undefined || op.op === "text" || this.#is === this.#log)
          this.#note(op, actor);
        this.#log.applyOp(key, op);
      }
  }

  prune(ids: readonly string[]): void {
    this.#log.prune(ids);
  }

  #note(op: Op, actor: string | undefined): void {
    if (op.op === "text") {
      const node = this.#log.nodes.get(op.id);
      if (node === undefined || node.stub) return;
      let traced = this.#texts.get(slot(op.id, op.field));
      if (traced === undefined) {
        traced = new TracedText(this.#log.text(node, op.field).toString());
        this.#texts.set(slot(op.id, op.field), traced);
      }
      traced.edit(op.delta, actor);
    } else if (op.op === "set" || op.op === "add") this.#writers.set(slot(op.id, op.field), actor);
    else if (op.op === "move") this.#writers.set(slot(op.id, " place"), actor);
    else this.#writers.set(op.id, actor);
  }

  result(): RoomDifference {
    const added: RecordDifference[] = [];
    const removed: RecordDifference[] = [];
    const changed: ChangedRecord[] = [];
    for (const [id, now] of this.#is.nodes) {
      const before = this.#was.nodes.get(id);
      const isThere = isVisible(now, this.#is.root);
      const wasThere = before !== undefined && isVisible(before, this.#was.root);
      if (isThere && wasThere) changed.push(...this.#changesOf(before, now));
      else if (isThere) added.push(this.#record(now));
      else if (wasThere) removed.push(this.#record(before));
    }
    for (const [id, before] of this.#was.nodes)
      if (!this.#is.nodes.has(id) && isVisible(before, this.#was.root))
        removed.push(this.#record(before));
    return { added, removed, changed };
  }

  /** A text that no edit in the log has made what it is: a migration wrote it. */
  #rewritten(before: Node, now: Node, field: string, { engine }: TextNode): TracedText | undefined {
    if (this.#is === this.#log) return undefined;
    const [was, is] = [this.#was.text(before, field), this.#is.text(now, field)];
    if (was.toString() === is.toString()) return undefined;
    const traced = new TracedText(was.toString());
    traced.edit(engine.diff(was, is), undefined);
    return traced;
  }

  #record({ id, key }: Node): RecordDifference {
    return { key, id, by: this.#writers.get(id) };
  }

  /** Of the root one for each key. */
  #changesOf(before: Node, now: Node): readonly ChangedRecord[] {
    const byKey = new Map<
      string,
      { fields: ChangedRecord["fields"][number][]; texts: ChangedRecord["texts"][number][] }
    >();
    const { id } = now;
    const at = (field: string) => {
      const key = id === ROOT ? topKeyOf(field) : now.key;
      let known = byKey.get(key);
      if (known === undefined) byKey.set(key, (known = { fields: [], texts: [] }));
      return known;
    };
    const schema = loggedIn(this.#is, this.#schema).schemaOf(now);
    for (const [field, kind] of schema?.fields ?? []) {
      const traced = this.#texts.get(slot(id, field));
      if (kind.kind === "text") {
        const stretches = (traced ?? this.#rewritten(before, now, field, kind))?.stretches() ?? [];
        if (stretches.some((one) => !("kept" in one))) at(field).texts.push({ field, stretches });
        continue;
      }
      const [was, is] = [readIn(before, field, kind), readIn(now, field, kind)];
      if (equalJson(was, is)) continue;
      at(field).fields.push({
        field,
        before: was,
        after: is,
        by: this.#writers.get(slot(id, field)),
      });
    }
    const place = slot(id, " place");
    const isMoved = this.#writers.has(place);
    if (isMoved) at(id);
    return Array.from(byKey, ([key, rest]) => ({
      key,
      id,
      ...rest,
      ...(isMoved && { moved: { by: this.#writers.get(place) } }),
    }));
  }
}

/** A plain field or counter as it reads; undefined for what holds records. */
function readIn(node: Node, name: string, field: FieldNode): Json | undefined {
  if (field.kind === "counter") return sumOf(fieldOf(node, name));
  if (field.kind !== "plain") return undefined;
  return fieldOf(node, name) ?? (field.optional ? undefined : field.initial());
}

function slot(id: string, field: string): string {
  return `${id} ${field}`;
}

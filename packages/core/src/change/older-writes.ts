import { Incompatible } from "../errors.ts";
import { equalJson, type Json } from "../json.ts";
import { listOf, mapOf, type Node } from "../model/node.ts";
import { type Op, type OpsByKey, ROOT } from "../model/op.ts";
import type { KeyState } from "../model/record-state.ts";
import { fieldOf, State, sumOf } from "../model/state.ts";
import { keyStates } from "../model/state-codec.ts";
import { topKeyOf } from "../model/top-key.ts";
import { Replica } from "../pending/replica.ts";
import type { RecordSchema } from "../schema/kinds.ts";
import type { RoomDefinition } from "../schema/room-definition.ts";
import type { SeenField } from "./check-seen.ts";
import { migrate } from "./migrate.ts";

type States = { readonly [key: string]: KeyState };

/** What a change of an older version comes to. */
export interface Brought {
  readonly ops: OpsByKey;
  /** Those of its ops for which the definition has no place any more, as they were. */
  readonly gone: OpsByKey;
  readonly seen: readonly SeenField[] | undefined;
}

/** An op under its top-level key, and what stood before in the field that it sets. */
interface Written {
  readonly key: string;
  readonly op: Op;
  was?: Json | undefined;
}

/** The state of a room with the steps from `version` on run on it. Throws `Incompatible`, and what a step throws. */
export function migratedStates(
  definition: RoomDefinition,
  version: number,
  states: States,
): { readonly [key: string]: KeyState } {
  const state = stateOf(definition, states);
  runSteps(definition, state, version, definition.version);
  // A field for which the definition has no answer shows itself here. What brings the check of all that is stored brings every kind of field.
  void new Replica(definition.schema, state).view;
  return Object.fromEntries(keyStates(state));
}

/**
 * Brings what was written at older versions of a definition to its own. The steps are run twice on the records that an op writes to,
 * with the op and without it; what differs then is what the op comes to.
 */
export class OlderWrites {
  readonly #definition: RoomDefinition;
  /** What was seen of the room as the next change was made, without edits of texts. */
  readonly #state: State;
  #version: number;

  /** `states` are those of a page at `version`. */
  constructor(definition: RoomDefinition, version: number, states: States) {
    this.#definition = definition;
    this.#version = version;
    this.#state = stateOf(definition, states);
  }

  /** What follows was written at `version`, or before. Throws as `migratedStates` does. */
  upTo(version: number): void {
    if (version <= this.#version) return;
    runSteps(this.#definition, this.#state, this.#version, version);
    this.#version = version;
  }

  /** Brings a change of `version` to that of the definition. The next one is made on top of it. */
  bring(version: number, ops: OpsByKey, seen: readonly SeenField[] | undefined): Brought {
    const brought = new Ops();
    const gone = new Ops();
    const saw = new Map<string, SeenField>();
    for (const key of Object.keys(ops))
      for (const op of ops[key] ?? []) {
        const written = this.#bring(version, key, op);
        if (op.op !== "text") this.#state.applyOp(key, op);
        if (written.length === 0) gone.push(key, op);
        const isSeen = op.op === "set" && seen?.some((one) => isOfSlot(one, op)) === true;
        for (const one of written) {
          brought.push(one.key, one.op);
          if (!isSeen || one.op.op !== "set") continue;
          const { id, field } = one.op;
          const slot = `${id} ${field}`;
          const value = one.was === undefined ? {} : { value: one.was };
          if (!saw.has(slot)) saw.set(slot, { id, field, ...value });
        }
      }
    return { ops: brought.byKey, gone: gone.byKey, seen: seen && [...saw.values()] };
  }

  /** What an op comes to; nothing where there is no place for it. */
  #bring(version: number, key: string, op: Op): readonly Written[] {
    const { schema } = this.#definition;
    const as: Written = { key, op };
    const ids = "in" in op ? [op.in.of, op.id] : [op.id];
    // Of what was not on the device nobody knows what it was: the server judges it.
    if (ids.some((id) => this.#state.find(id) === undefined && !makes(op, id))) return [as];
    const [before, after] = [this.#partWith(ids), this.#partWith(ids)];
    if (op.op === "text") {
      const node = before.find(op.id);
      const field = node && schemaOf(schema, node)?.fields.get(op.field);
      return field?.kind === "text" ? [as] : [];
    }
    after.applyOp(key, op);
    const node = after.find(op.id);
    if (node === undefined || schemaOf(schema, node) === undefined) return [];
    if (op.op === "delete" || op.op === "restore" || op.op === "move") return [as];
    const isSame = op.op === "set" && isEqual(this.#read(op.id, op.field), op.value);
    // It set what was there: what it comes to is seen beside a record without that.
    if (isSame) before.setField(op.id, op.field, undefined);
    // A step that cannot do with what is known here of the record says nothing of what the op comes to.
    if (!this.#isMigrated(after, version)) return [];
    const written = this.#isMigrated(before, version)
      ? differences(schema, before, after)
      : stillThere(schema, after, key, op);
    if (isSame) for (const one of written) if (one.op.op === "set") one.was = one.op.value;
    if (op.op !== "insert" && op.op !== "put") return written;
    const fields = Object.fromEntries(
      Object.entries(node.fields).filter(([name]) => schemaOf(schema, node)?.fields.has(name)),
    );
    return [{ key, op: { ...op, fields } }, ...written];
  }

  /** Runs the steps from `version` on. Returns whether they could. */
  #isMigrated(state: State, version: number): boolean {
    try {
      runSteps(this.#definition, state, version, this.#definition.version);
      return true;
    } catch {
      return false;
    }
  }

  #read(id: string, field: string): Json | undefined {
    const node = this.#state.find(id);
    return node && fieldOf(node, field);
  }

  /** A room with nothing but some records, what they stand in, and the fields at the top. */
  #partWith(ids: readonly string[]): State {
    const part = new State(this.#definition.schema.textEngine);
    Object.assign(part.root.fields, this.#state.root.fields);
    for (const id of ids) {
      const node = this.#state.find(id);
      if (node !== undefined) copyInto(part, node);
    }
    return part;
  }
}

/** Ops by their keys; a `set` takes the place of one before it. */
class Ops {
  readonly byKey: Record<string, Op[]> = {};

  push(key: string, op: Op): void {
    const list = (this.byKey[key] ??= []);
    const at = op.op === "set" ? list.findIndex((one) => isOfSlot(one, op)) : -1;
    if (at >= 0 && list[at]?.op === "set") list[at] = op;
    else list.push(op);
  }
}

function stateOf(definition: RoomDefinition, states: States): State {
  const state = new State(definition.schema.textEngine);
  // Loading takes its records' fields over, and steps write to them.
  for (const [key, one] of Object.entries(structuredClone(states))) state.loadKey(key, one);
  return state;
}

function runSteps(
  { name, migrate: steps }: RoomDefinition,
  state: State,
  from: number,
  to: number,
): void {
  for (let version = from + 1; version <= to; version++) {
    const step = steps[version];
    if (step === undefined)
      throw new Incompatible(name, `there is no migration to version ${version}`);
    migrate(state, step);
  }
}

/** A record, in those that it stands in. Whatever else those hold is left out. */
function copyInto(part: State, node: Node): Node {
  const there = part.find(node.id);
  if (there !== undefined) return there;
  const copy = part.make(node.id, node.key, node.mapKey, node.fields);
  copy.stub = node.stub;
  if (node.home === undefined) return copy;
  const owner = copyInto(part, node.home.of);
  const { field, kind } = node.home;
  if (kind === "list") part.enter(copy, listOf(owner, field), "end");
  else {
    const box = mapOf(owner, field);
    part.enter(copy, box, "end");
    if (!node.trashed && node.mapKey !== undefined) part.setCurrent(box, node.mapKey, copy);
  }
  part.setTrashed(copy, node.trashed);
  return copy;
}

/** The schema of a record, by where it stands; undefined where the definition has no such place. */
function schemaOf(schema: RecordSchema, { id, home }: Node): RecordSchema | undefined {
  if (home === undefined) return id === ROOT ? schema : undefined;
  const field = schemaOf(schema, home.of)?.fields.get(home.field);
  return field !== undefined && "item" in field && field.kind === home.kind
    ? field.item
    : undefined;
}

/** The writes that make `after` of `before`, to fields of records that both have. */
function differences(schema: RecordSchema, before: State, after: State): readonly Written[] {
  const written: Written[] = [];
  for (const [id, node] of after.nodes) {
    const other = before.find(id);
    if (other === undefined) continue;
    for (const name of new Set([...Object.keys(node.fields), ...Object.keys(other.fields)])) {
      const [now, was] = [fieldOf(node, name), fieldOf(other, name)];
      if (isEqual(now, was)) continue;
      const key = id === ROOT ? topKeyOf(name) : node.key;
      const field = schemaOf(schema, node)?.fields.get(name);
      if (field?.kind === "counter") {
        const by = sumOf(now) - sumOf(was);
        written.push({ key, op: { op: "add", id, field: name, by } });
      } else if (field?.kind === "plain" && (now !== undefined || field.optional)) {
        const value = now === undefined ? {} : { value: now };
        written.push({ key, op: { op: "set", id, field: name, ...value }, was });
      }
    }
  }
  return written;
}

/** What was set, as it is after the steps, where it is in a field of the same name. */
function stillThere(schema: RecordSchema, after: State, key: string, op: Op): readonly Written[] {
  const node = after.find(op.id);
  if (op.op !== "set" || node === undefined) return [];
  const value = fieldOf(node, op.field);
  if (value === undefined || schemaOf(schema, node)?.fields.get(op.field)?.kind !== "plain")
    return [];
  return [{ key, op: { ...op, value } }];
}

function makes(op: Op, id: string): boolean {
  return (op.op === "insert" || op.op === "put") && op.id === id;
}

function isOfSlot(one: { readonly id: string; readonly field?: string } | Op, op: Op): boolean {
  return one.id === op.id && "field" in one && "field" in op && one.field === op.field;
}

function isEqual(a: Json | undefined, b: Json | undefined): boolean {
  return a === undefined || b === undefined ? a === b : equalJson(a, b);
}

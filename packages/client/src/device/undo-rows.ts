import type { Json, RoomDefinition, TextValue } from "@alongside/core";
import { isFields, type Note, type Replica, UndoStep } from "@alongside/core/engine";
import type { Insert } from "@alongside/core/text";
import type { RoomCopy } from "../room/copy.ts";
import type { RoomSession } from "../room/room.ts";
import type { Graves, Run } from "../undo/graves.ts";
import type { Mark, Marks } from "../undo/marks.ts";
import type { UndoStacks } from "../undo/undo-stacks.ts";

/** The version of what is written here. A row of another one is passed over. */
const FORMAT = 1;

/** Characters of JSON that the steps of one page may have; older steps are not kept. */
const MAX_UNDO_SIZE = 256 * 1024;

/** A change that had not ended: whose it was, and its number on the wire. 0 for one that had. */
type StoredChange = readonly [client: string, n: number] | 0;

type StoredNote =
  | Exclude<Note, { readonly kind: "text" }>
  | {
      readonly kind: "text";
      readonly key: string;
      readonly id: string;
      readonly field: string;
      readonly marks: readonly Mark[];
    };

interface StoredStep {
  readonly changes: readonly StoredChange[];
  readonly notes: readonly StoredNote[];
  readonly made: readonly string[];
  readonly isKnown: boolean;
  readonly isTyped: boolean;
  readonly isTold: boolean;
  /** Steps with the same number are taken back together. */
  readonly group?: number;
}

/** How many units of a text, in turn: those in it, or the letters that were deleted and who did; see `Graves`. */
type StoredRun =
  | number
  | readonly [n: number, letters: readonly (string | Insert)[], by: string | null];

interface StoredText {
  readonly id: string;
  readonly field: string;
  /** Of the text as it was seen. */
  readonly sum: number;
  readonly runs: readonly StoredRun[];
}

/** `undo`, under a client id: what a page could take back in a room, and what it could do again. */
interface UndoRow {
  readonly format: number;
  /** Of the definition. */
  readonly version: number;
  readonly at: number;
  /** The room's log as the page had it. */
  readonly log: { readonly epoch: string; readonly generation: number; readonly seq: number };
  /** The last change that was made. */
  readonly last: StoredChange;
  readonly done: readonly StoredStep[];
  readonly undone: readonly StoredStep[];
  /** The texts that the steps edit. */
  readonly texts: readonly StoredText[];
}

/** What is to be kept of a room's steps at `at`, in ms; undefined where there are none. */
export function stepsOf<D extends RoomDefinition>(
  session: RoomSession<D>,
  at: number,
): Json | undefined {
  const { copy } = session;
  const { log, seq, definition, pending } = copy;
  const stacks = stacksOf(copy);
  if (stacks === undefined || log === undefined) return undefined;
  const groups = new Map<object, number>();
  const { undone } = stacks;
  for (let count = stacks.done.length; ; count = count >> 1) {
    const isAll = count === stacks.done.length;
    const done = count === 0 ? [] : wholeGroups(stacks, stacks.done.slice(-count));
    // What can be done again is large as well, where it is what does not fit.
    const again = isAll || count > 0 ? undone : [];
    if (done.length + again.length === 0) return undefined;
    const stored = (steps: readonly UndoStep[]): readonly StoredStep[] =>
      steps.map((step) => storedStep(copy, stacks, step, groups));
    const row: UndoRow = {
      format: FORMAT,
      version: definition.version,
      at,
      log: { epoch: log.epoch, generation: log.generation, seq },
      last: storedChange(copy, pending.next - 1),
      done: stored(done),
      undone: stored(again),
      texts: textsOf(stacks, [...done, ...again]),
    };
    const json = JSON.stringify(row);
    if (json.length <= MAX_UNDO_SIZE) return JSON.parse(json) as Json;
  }
}

/** The steps, where anybody wants to undo here. Nothing else records: so who has no texts loads no code of them. */
function stacksOf<D extends RoomDefinition>({ recorder }: RoomCopy<D>): UndoStacks | undefined {
  return recorder as UndoStacks | undefined;
}

/** The steps of `list` without those of a group of which a part is missing. */
function wholeGroups({ groups, done }: UndoStacks, list: readonly UndoStep[]): readonly UndoStep[] {
  const here = new Set(list);
  return list.filter((step) => groups.of(step, done).every((one) => here.has(one)));
}

function storedStep<D extends RoomDefinition>(
  copy: RoomCopy<D>,
  stacks: UndoStacks,
  step: UndoStep,
  groups: Map<object, number>,
): StoredStep {
  const { isKnown, isTyped, isTold, changes, made } = step;
  const group = stacks.groups.groupOf(step);
  if (group !== undefined && !groups.has(group)) groups.set(group, groups.size);
  const open = changes.map((n) => storedChange(copy, n)).filter((change) => change !== 0);
  return {
    changes: storedChange(copy, changes.at(-1) ?? 0) === 0 ? [...open, 0] : open,
    notes: step.notes.map(storedNote),
    made: [...made],
    isKnown,
    isTyped,
    isTold,
    ...(group !== undefined && { group: groups.get(group) as number }),
  };
}

function storedChange<D extends RoomDefinition>(copy: RoomCopy<D>, n: number): StoredChange {
  if (copy.pending.get(n) === undefined) return 0;
  const { client } = copy.segments.find(({ end }) => n <= end) ?? copy.writer;
  return [client, copy.onWire(n)];
}

function storedNote(note: Note): StoredNote {
  if (note.kind !== "text") return note;
  const { kind, key, id, field, marks } = note;
  return { kind, key, id, field, marks: (marks as Marks | undefined)?.list ?? [] };
}

function textsOf({ followed }: UndoStacks, steps: readonly UndoStep[]): readonly StoredText[] {
  const texts = new Map<string, StoredText>();
  for (const step of steps)
    for (const { id, field } of step.texts()) {
      const graves = followed.graves({ id, field });
      const slot = `${id} ${field}`;
      if (graves === undefined || texts.has(slot)) continue;
      const runs = graves.runs.map(({ n, dead }): StoredRun =>
        dead === undefined ? n : [n, dead.letters, dead.by ?? null],
      );
      texts.set(slot, { id, field, sum: sumOf(graves.text), runs });
    }
  return [...texts.values()];
}

/** FNV-1a over the text's JSON. */
function sumOf(text: TextValue): number {
  const json = JSON.stringify(text);
  let sum = 0x811c9dc5;
  for (let at = 0; at < json.length; at++) sum = Math.imul(sum ^ json.charCodeAt(at), 0x01000193);
  return sum >>> 0;
}

/**
 * Goes on with the steps that an earlier page of this tab has left. What of them cannot be taken back as it was meant is left out: the
 * edits of a text that is not as that page saw it, places where others may have moved what it had moved, and a step of whose change it
 * is not known how it ended.
 */
export function takeUpSteps<D extends RoomDefinition>(session: RoomSession<D>, value: Json): void {
  const { copy } = session;
  const { log, seq, definition } = copy;
  const stacks = stacksOf(copy);
  if (stacks === undefined || log === undefined) return;
  if (!isRow(value) || value.version !== definition.version) return;
  if (value.log.epoch !== log.epoch || value.log.generation !== log.generation) return;
  const texts = new Map<string, Graves>();
  const marks = new Map<Graves, Marks[]>();
  const last = localOf(copy, value.last) || copy.pending.ended;
  for (const text of value.texts) {
    const graves = gravesOf(copy, stacks, text, last);
    if (graves !== undefined) texts.set(`${text.id} ${text.field}`, graves);
  }
  const groups = new Map<number, object>();
  const steps = (list: readonly StoredStep[]): readonly UndoStep[] =>
    list.flatMap((stored) => {
      const step = stepOf(copy, stored, texts, marks);
      if (step === undefined) return [];
      if (value.log.seq !== seq) step.forgetPlaces();
      if (step.isEmpty) return [];
      const { group } = stored;
      if (group !== undefined) {
        if (!groups.has(group)) groups.set(group, {});
        stacks.groups.put(step, groups.get(group) as object);
      }
      return [step];
    });
  const [done, undone] = [steps(value.done), steps(value.undone)];
  for (const { id, field } of value.texts) {
    const graves = texts.get(`${id} ${field}`);
    if (graves === undefined || !marks.has(graves)) continue;
    graves.keep(marks.get(graves) ?? []);
    // What was written after the steps were kept.
    for (const { layer, deltas } of copy.replica.pendingTexts?.of(id, field) ?? [])
      if (Number(layer?.n) > last) for (const delta of deltas) graves.apply(delta, undefined);
    stacks.followed.begin({ id, field }, graves);
  }
  stacks.goOn(done, undone);
}

function isRow(value: unknown): value is UndoRow {
  if (!isFields(value) || value.format !== FORMAT) return false;
  const { log, done, undone, texts } = value as Partial<UndoRow>;
  return isFields(log) && [done, undone, texts].every(Array.isArray);
}

/** What a change is called here; 0 for one that had ended, undefined for one that is not known here. */
function localOf<D extends RoomDefinition>(
  { segments, pending }: RoomCopy<D>,
  change: StoredChange,
): number | undefined {
  if (change === 0) return 0;
  const [client, n] = change;
  const segment = segments.find((one) => one.client === client || one.stored === client);
  const local = n + (segment?.offset ?? Number.NaN);
  return pending.get(local) === undefined || local > (segment?.end ?? 0) ? undefined : local;
}

function stepOf<D extends RoomDefinition>(
  copy: RoomCopy<D>,
  stored: StoredStep,
  texts: ReadonlyMap<string, Graves>,
  marks: Map<Graves, Marks[]>,
): UndoStep | undefined {
  const changes = stored.changes.map((change) => localOf(copy, change));
  // It may have been refused; and what it wrote, where that was not known, nobody says any more.
  if (!changes.every((n) => n !== undefined)) return undefined;
  const isOpen = (changes.at(-1) ?? 0) > 0;
  if (!stored.isKnown && !isOpen) return undefined;
  const notes = stored.notes.flatMap((note): readonly Note[] => {
    if (note.kind !== "text") return [restoredNote(note)];
    const graves = texts.get(`${note.id} ${note.field}`);
    const engine = engineOf(copy.replica, note);
    if (graves === undefined || engine === undefined) return [];
    const wanted = graves.wanted(note.marks);
    marks.set(graves, [...(marks.get(graves) ?? []), wanted]);
    return [{ ...note, engine, before: undefined, delta: [], marks: wanted }];
  });
  if (notes.length === 0) return undefined;
  const step = UndoStep.of(changes, notes, stored.made);
  step.isKnown = stored.isKnown;
  step.isTyped = stored.isTyped;
  step.isTold = stored.isTold;
  return step;
}

/** What was undefined is not in JSON. */
function restoredNote(note: Exclude<StoredNote, { readonly kind: "text" }>): Note {
  if (note.kind === "field") return { ...note, before: note.before, after: note.after };
  return { ...note };
}

function engineOf(
  replica: Replica,
  { id, field }: { readonly id: string; readonly field: string },
): Extract<Note, { readonly kind: "text" }>["engine"] | undefined {
  const node = replica.node(id);
  if (node === undefined || node.stub) return undefined;
  const schema = replica.schemaOf(node)?.fields.get(field);
  return schema?.kind === "text" ? schema.engine : undefined;
}

/** What was known of a text, where that is seen after the change `after` as it was then. */
function gravesOf<D extends RoomDefinition>(
  { replica }: RoomCopy<D>,
  { followed }: UndoStacks,
  { id, field, sum, runs }: StoredText,
  after: number,
): Graves | undefined {
  const engine = engineOf(replica, { id, field });
  const edit = { op: "text", id, field, delta: [] } as const;
  const text = replica.pendingTexts
    ?.grounds(after, [edit], (one) => replica.node(one))
    .get(`${id} ${field}`);
  if (engine === undefined || text === undefined || sumOf(text) !== sum) return undefined;
  return followed.gravesOf(text, engine, runs.map(runOf));
}

function runOf(run: StoredRun): Run {
  if (typeof run === "number") return { n: run, dead: undefined };
  const [n, letters, by] = run;
  return { n, dead: { letters, by: by ?? undefined } };
}

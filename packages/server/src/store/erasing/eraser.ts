import type { Json } from "@alongside/core";
import {
  applyEntry,
  decodeSnapshot,
  type Entry,
  fold,
  type KeyState,
  type LedgerLine,
  type Op,
  type RecordState,
  type Snapshot,
  type State,
  textEngine,
  type VersionEntry,
  ROOT,
} from "@alongside/core/engine";
import { Authors, AUTHORS_PART } from "../authors/authors.ts";
import type { WholeSnapshot } from "../whole-snapshot.ts";
import { VERSIONS_PART, versionsIn, versionsPart } from "../versions.ts";
import type { Erased, Erasure } from "./erasing.ts";
import { Mask, mapOps } from "./mask.ts";
import { Names } from "./names.ts";
import type { PostRow } from "../posts.ts";
import { PostEraser } from "./post-eraser.ts";

type Fields = { readonly [field: string]: Json };

/** Rewrites what one person wrote in one room. What was rewritten before comes out as it is. */
export class Eraser {
  readonly #erasure: Erasure;
  readonly #fields: ReadonlySet<string>;
  readonly #mask: Mask;
  readonly #posts: PostEraser;
  readonly #names: Names;
  #entries = 0;
  #snapshots = 0;
  /** Where the fold of the log stands: what it has is only asked who wrote what. Undefined until there is something to begin with. */
  #state: State | undefined;
  #folded: State | undefined;
  #authors = new Authors();

  constructor(erasure: Erasure) {
    this.#erasure = erasure;
    this.#fields = new Set(erasure.fields);
    this.#mask = new Mask((user) => this.is(user));
    this.#names = new Names(erasure);
    this.#posts = new PostEraser(this.#mask, (user) => this.is(user), erasure.as);
  }

  get erased(): Erased {
    return { entries: this.#entries, letters: this.#mask.letters, snapshots: this.#snapshots };
  }

  /** Whether this is the person, erased already or not. */
  is(user: string | undefined): boolean {
    return user === this.#erasure.user || user === this.#erasure.as;
  }

  /** The entries that come next follow this snapshot, or nothing. */
  begin(base?: WholeSnapshot): void {
    this.#state =
      base === undefined
        ? fold(undefined, [], textEngine).state
        : decodeSnapshot(base.snapshot, textEngine).state;
    this.#authors = new Authors(base?.parts.get(AUTHORS_PART));
  }

  /**
   * The next entry as it is to stand in the log; the same object where nothing of it changes. One that is not folded comes before what
   * {@link begin} was given: of what was there then nothing is known.
   */
  entry(entry: Entry, isFolded: boolean): Entry {
    this.#folded = isFolded ? this.#state : undefined;
    const isOwn = "actor" in entry && this.is(entry.actor);
    if (isOwn) this.#entries += 1;
    const rewritten = this.#rewritten(entry, isOwn);
    return isOwn ? ({ ...rewritten, actor: this.#erasure.as } as Entry) : rewritten;
  }

  #rewritten(entry: Entry, isOwn: boolean): Entry {
    switch (entry.kind) {
      case "change":
      case "migration": {
        const actor = "actor" in entry ? entry.actor : undefined;
        let hasRecord = false;
        const ops = mapOps(entry.ops, (key, op) => {
          const next = this.#op(op, isOwn);
          hasRecord ||= next !== op;
          if (this.#folded !== undefined) {
            this.#authors.note(this.#folded, next, actor);
            this.#folded.applyOp(key, next);
          }
          return next;
        });
        if (!isOwn) return this.#unnamed(hasRecord ? { ...entry, ops } : entry);
        if (!("mutation" in entry) || entry.mutation === undefined) return { ...entry, ops };
        // They are for people who read the history: what they were is in the ops, as far as it is kept.
        return { ...entry, ops, mutation: { name: entry.mutation.name, args: null } };
      }
      case "outcome":
        return isOwn ? { ...entry, message: "" } : entry;
      case "version":
        return this.#version(entry);
      default:
        if (this.#folded !== undefined) applyEntry(this.#folded, entry);
        return entry;
    }
  }

  /** What a mutation was called with may name the person. */
  #unnamed<E extends Entry>(entry: E): E {
    if (entry.kind !== "change" || entry.mutation === undefined) return entry;
    const { name, args } = entry.mutation;
    const renamed = this.#names.fields(args);
    return renamed === args ? entry : { ...entry, mutation: { name, args: renamed } };
  }

  #op(op: Op, isOwn: boolean): Op {
    switch (op.op) {
      case "text":
        return isOwn ? { ...op, delta: this.#mask.delta(op.delta) } : op;
      case "feed":
        return this.#posts.op(op, isOwn);
      case "set":
        return this.#set(op, isOwn);
      case "insert":
      case "put": {
        const fields = this.#names.fields(isOwn ? this.#ownFields(op.fields) : op.fields);
        return fields === op.fields ? op : { ...op, fields };
      }
      case "restore":
      case "move":
        return op.record === undefined
          ? op
          : { ...op, record: this.#record(op.record, this.#folded && this.#authors) };
      default:
        return op;
    }
  }

  #set(op: Extract<Op, { op: "set" }>, isOwn: boolean): Op {
    if (op.value === undefined) return op;
    const isMasked = isOwn && this.#fields.has(op.field);
    const value = this.#names.value(op.field, isMasked ? this.#mask.value(op.value) : op.value);
    return value === op.value ? op : { ...op, value };
  }

  /** Fields that the person wrote. */
  #ownFields(fields: Fields): Fields {
    return mapFields(fields, (field, value) =>
      this.#fields.has(field) ? this.#mask.value(value) : value,
    );
  }

  /** What stands in a record's fields, by whoever wrote them. Where that is not known any more, all of it may be the person's. */
  #fieldsOf(id: string, fields: Fields, authors: Authors | undefined): Fields {
    if (authors === undefined) return this.#ownFields(fields);
    return mapFields(fields, (field, value) => {
      if (!this.#fields.has(field)) return value;
      const runs = authors.runs(id, field);
      if (runs !== undefined && (typeof value === "string" || Array.isArray(value)))
        return this.#mask.runs(value, runs);
      return this.is(authors.of(id, field)) ? this.#mask.value(value) : value;
    });
  }

  #record(record: RecordState, authors: Authors | undefined): RecordState {
    const { id, fields, lists, maps } = record;
    const inside = (of: typeof lists): typeof lists =>
      of &&
      Object.fromEntries(
        Object.entries(of).map(([field, records]) => [
          field,
          records.map((one) => this.#record(one, authors)),
        ]),
      );
    return {
      ...record,
      ...(fields && { fields: this.#names.fields(this.#fieldsOf(id, fields, authors)) }),
      ...(lists && { lists: inside(lists) as NonNullable<typeof lists> }),
      ...(maps && { maps: inside(maps) as NonNullable<typeof maps> }),
    };
  }

  /** A post without the person; the same object where it has nothing of theirs. */
  post(post: PostRow): PostRow {
    return this.#posts.post(post);
  }

  /** A snapshot without the person; undefined where it has nothing of theirs. */
  snapshot({ snapshot, parts }: WholeSnapshot): WholeSnapshot | undefined {
    const ledger = JSON.parse(snapshot.ledger) as readonly LedgerLine[];
    const authors = new Authors(parts.get(AUTHORS_PART));
    const versions = versionsIn(parts.get(VERSIONS_PART));
    const isNamed =
      ledger.some(([, user]) => this.is(user)) ||
      versions.some(({ actor }) => this.is(actor)) ||
      authors.has((user) => this.is(user)) ||
      Array.from(snapshot.state.values()).some((json) => this.#names.mayBeIn(json));
    if (!isNamed) return undefined;
    this.#snapshots += 1;
    const { state: decoded } = decodeSnapshot(snapshot, textEngine);
    authors.rename((user) => (this.is(user) ? this.#erasure.as : user));
    const more = new Map(parts).set(AUTHORS_PART, authors.encode(decoded));
    if (versions.length > 0)
      more.set(VERSIONS_PART, versionsPart(versions.map((one) => this.#version(one))));
    const state = new Map<string, string>();
    for (const [key, text] of snapshot.state)
      state.set(key, JSON.stringify(this.#key(key, JSON.parse(text) as KeyState, authors)));
    const trash = (JSON.parse(snapshot.trash) as readonly RecordState[]).map((record) =>
      this.#record(record, authors),
    );
    const lengths = new Map([...more].map(([name, { length }]) => [name, length]));
    const rewritten: Snapshot = {
      ...snapshot,
      state,
      trash: JSON.stringify(trash),
      ledger: JSON.stringify(ledger.map((line) => this.#line(line))),
      parts: lengths,
    };
    return { snapshot: rewritten, parts: more };
  }

  #key(key: string, state: KeyState, authors: Authors): KeyState {
    if ("value" in state) {
      const { [key]: value = null } = this.#fieldsOf(ROOT, { [key]: state.value }, authors);
      return { value };
    }
    if ("fields" in state) return { fields: this.#fieldsOf(ROOT, state.fields, authors) };
    const records = (list: readonly RecordState[]): readonly RecordState[] =>
      list.map((record) => this.#record(record, authors));
    return "list" in state ? { list: records(state.list) } : { map: records(state.map) };
  }

  #version(entry: VersionEntry): VersionEntry {
    if (!this.is(entry.actor)) return entry;
    return { ...entry, actor: this.#erasure.as, name: this.#mask.text(entry.name) };
  }

  /** What the app's rule said of refused changes may repeat their words. */
  #line(line: LedgerLine): LedgerLine {
    const [client, user, n, at, refused, ...older] = line;
    if (!this.is(user)) return line;
    if (refused === undefined) return [client, this.#erasure.as, n, at];
    const silent = refused.map(([number, code]) => [number, code, ""] as const);
    return [client, this.#erasure.as, n, at, silent, ...older];
  }
}

function mapFields(fields: Fields, map: (field: string, value: Json) => Json): Fields {
  return Object.fromEntries(
    Object.entries(fields).map(([field, value]) => [field, map(field, value)]),
  );
}

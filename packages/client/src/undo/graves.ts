import { type TextValue } from "@alongside/core";
import { type TextNote } from "@alongside/core/engine";
import {
  type Delta,
  DeltaBuilder,
  type Insert,
  isDelete,
  isInsert,
  lengthOf,
  textOf,
} from "@alongside/core/text";
import { type Gone, type Mark, Marks, wantedIn } from "./marks.ts";

/** A stretch of units that are all in the text, or all deleted from it. */
export interface Run {
  n: number;
  /** What was deleted, and who did; undefined while it is in the text. */
  dead:
    | { readonly letters: readonly (string | Insert)[]; readonly by: string | undefined }
    | undefined;
}

const START = { index: 0, text: 0, all: 0 };

/** Deleted stretches of a text that are kept. */
const MAX_RUNS = 4000;

/** So many new stretches are looked at in one go. */
const TRIM_EVERY = 64;

/**
 * A text as one page has seen it, with all that was deleted in its place: so what comes back stands where it stood, whoever
 * deleted what around it meanwhile and brought it back. What somebody types where something was deleted stands behind that.
 */
export class Graves {
  #runs: Run[];
  #text: TextValue;
  readonly #engine: TextNote["engine"];
  /** What the steps want; in places that count what is deleted too. */
  #marks = new Set<Marks>();
  /** How many runs there may be before they are joined. */
  #due = TRIM_EVERY;
  /** The run looked at last, and how many units of the text, and in all, come before it: an edit of many parts goes on from there. */
  #near = START;

  constructor(text: TextValue, engine: TextNote["engine"]) {
    this.#text = text;
    this.#engine = engine;
    this.#runs = text.length === 0 ? [] : [{ n: text.length, dead: undefined }];
  }

  /** A text as an earlier page has seen it, with what was deleted. Throws `RangeError` where `runs` are of another text. */
  static of(text: TextValue, engine: TextNote["engine"], runs: readonly Run[]): Graves {
    const graves = new Graves(text, engine);
    const isAlive = (run: Run): boolean => run.dead === undefined;
    const length = runs.filter(isAlive).reduce((sum, { n }) => sum + n, 0);
    if (length !== text.length)
      throw new RangeError(`The text has ${text.length} units, and ${length} were kept of it`);
    graves.#runs = runs.map((run) => ({ ...run }));
    return graves;
  }

  /** The text as it is seen. */
  get text(): TextValue {
    return this.#text;
  }

  get runs(): readonly Readonly<Run>[] {
    return this.#runs;
  }

  /** What a step wants of the text, in places that count what is deleted too. */
  wanted(list: readonly Mark[]): Marks {
    return this.#add(list.map((mark) => ({ ...mark })));
  }

  /** Only these are asked for any more. */
  keep(marks: Iterable<Marks>): void {
    this.#marks = new Set(marks);
  }

  /** The client `by` edits the text. What it puts back as it deleted it is the same again. Throws `RangeError` for an edit of another text. */
  apply(delta: Delta, by: string | undefined): void {
    this.#apply(delta, by);
    this.#trim();
  }

  /** Does what `apply` does, and returns what takes the edit back. */
  note(delta: Delta, by: string): Marks {
    const back = this.#add(this.#apply(delta, by));
    this.#trim();
    return back;
  }

  #apply(delta: Delta, by: string | undefined): Mark[] {
    const before = this.#text;
    this.#text = before.apply(delta);
    this.#near = START;
    const marks: Mark[] = [];
    let at = 0;
    let index = 0;
    let kept = 0;
    for (const part of delta) {
      const size = lengthOf(part);
      if (isInsert(part)) {
        const [from, to] = this.#spot(at);
        const found = this.#deleted(from, to, textOf(part), by);
        if (found.length > 0) for (const run of found) marks.push(this.#flip(run, undefined));
        else {
          const place = this.#before(to);
          this.#runs.splice(to, 0, { n: size, dead: undefined });
          for (const all of this.#marks) all.grow(place, size);
          marks.push({ at: place, n: size, isAlive: false });
        }
        at += size;
      } else if (isDelete(part)) {
        for (let left = size; left > 0;) {
          index = this.#alive(at);
          const run = this.#runs[index] as Run;
          // What is deleted in one go comes back in one.
          for (let next; run.n < left && (next = this.#runs[index + 1])?.dead === undefined;) {
            if (next === undefined) break;
            run.n += next.n;
            this.#runs.splice(index + 1, 1);
          }
          if (run.n > left) this.#split(index, left);
          const letters = before.toDelta(kept, kept + run.n);
          kept += run.n;
          left -= run.n;
          marks.push(this.#flip(index, { letters, by }));
        }
      } else {
        at += size;
        kept += size;
      }
    }
    this.#format(delta, before, marks);
    return marks;
  }

  /** Makes what a step wants so, for the client `by`. Returns what takes that back. */
  take(wanted: Marks, by: string): Marks {
    const delta = wanted.delta();
    const marks: Mark[] = [];
    const before = this.#text;
    this.#near = START;
    let kept = 0;
    for (const { at, n, run, isAlive } of Array.from(this.#pieces(wanted))) {
      const isIn = run.dead === undefined;
      if (isAlive !== undefined && isAlive !== isIn) {
        const index = this.#cut(at, n);
        const letters = isIn ? before.toDelta(kept, kept + n) : [];
        marks.push(this.#flip(index, isIn ? { letters, by } : undefined));
      }
      if (isIn) kept += n;
    }
    this.#text = before.apply(delta);
    this.#format(delta, before, marks);
    return this.#add(marks);
  }

  /** The edit that makes what a step wants so. */
  delta(wanted: Marks): Delta {
    const out = new DeltaBuilder();
    for (const { from, n, run, isAlive, attributes } of this.#pieces(wanted)) {
      if (run.dead === undefined) {
        if (isAlive === false) out.delete(n);
        else out.keep(n, attributes);
      } else if (isAlive === true)
        for (const part of cutLetters(run.dead.letters, from, n)) out.push(part);
    }
    return out.done();
  }

  /** What there is and what is wanted of it, stretch by stretch. */
  *#pieces({ list }: Marks): Generator<Mark & { readonly from: number; readonly run: Run }> {
    if (list.length === 0) return;
    const ends = new Set<number>();
    for (const { at, n } of list) ends.add(at).add(at + n);
    const cuts = [...ends].toSorted((a, b) => a - b);
    const wantedAt = wantedIn(list);
    let start = 0;
    let next = 0;
    for (const run of Array.from(this.#runs)) {
      const end = start + run.n;
      for (let at = start; at < end;) {
        while ((cuts[next] ?? Infinity) <= at) next += 1;
        const to = Math.min(end, cuts[next] ?? Infinity);
        yield { ...wantedAt(at), at, n: to - at, from: at - start, run: { ...run } };
        at = to;
      }
      start = end;
    }
  }

  /** The runs at a place of the text: those deleted there are from the first index to before the second. */
  #spot(at: number): readonly [from: number, to: number] {
    const near = this.#near.text > at ? START : this.#near;
    let from = near.index;
    let all = near.all;
    let left = at - near.text;
    while (left > 0) {
      const run = this.#runs[from];
      if (run === undefined) throw new RangeError(`There is no place ${at} in the text`);
      if (run.dead === undefined) {
        if (run.n > left) this.#split(from, left);
        left -= run.n;
      }
      all += run.n;
      from += 1;
    }
    this.#near = { index: from, text: at, all };
    let to = from;
    while (this.#runs[to]?.dead !== undefined) to += 1;
    return [from, to];
  }

  /** The run in the text that begins at a place of it. */
  #alive(at: number): number {
    return this.#spot(at)[1];
  }

  /** Those of the runs at a spot that `by` deleted and that are `letters` together. */
  #deleted(from: number, to: number, letters: string, by: string | undefined): readonly number[] {
    if (by === undefined) return [];
    const own: number[] = [];
    for (let i = from; i < to; i++) if (this.#runs[i]?.dead?.by === by) own.push(i);
    for (let first = 0; first < own.length; first++) {
      const found: number[] = [];
      let at = 0;
      // What was deleted in between, by another edit, stays so.
      for (const index of own.slice(first)) {
        const text = this.#runs[index]?.dead?.letters.map(textOf).join("") ?? "";
        if (!letters.startsWith(text, at)) continue;
        found.push(index);
        at += text.length;
        if (at === letters.length) return found;
      }
    }
    return [];
  }

  /** A run goes from the text, or comes back. Returns what takes that back. */
  #flip(index: number, dead: Run["dead"]): Mark {
    const run = this.#runs[index] as Run;
    run.dead = dead;
    return { at: this.#before(index), n: run.n, isAlive: dead !== undefined };
  }

  /** How many units come before a run. */
  #before(index: number): number {
    const near = this.#near.index > index ? START : this.#near;
    let sum = near.all;
    for (let i = near.index; i < index; i++) sum += (this.#runs[i] as Run).n;
    return sum;
  }

  /** Makes a run of the `n` units from `at` on, which stand in one. */
  #cut(at: number, n: number): number {
    let { index, all } = this.#near.all > at ? START : this.#near;
    while (all + (this.#runs[index] as Run).n <= at) all += (this.#runs[index++] as Run).n;
    if (at > all) this.#split(index++, at - all);
    if ((this.#runs[index] as Run).n > n) this.#split(index, n);
    this.#near = { index, text: Infinity, all: at };
    return index;
  }

  #split(index: number, n: number): void {
    const run = this.#runs[index] as Run;
    const { dead } = run;
    const rest = dead && { ...dead, letters: cutLetters(dead.letters, n, run.n - n) };
    this.#runs.splice(index + 1, 0, { n: run.n - n, dead: rest });
    if (dead !== undefined) run.dead = { ...dead, letters: cutLetters(dead.letters, 0, n) };
    run.n = n;
  }

  /** The attributes that an edit has changed are wanted back. */
  #format(delta: Delta, before: TextValue, marks: Mark[]): void {
    if (!delta.some((part) => typeof part === "object" && "retain" in part)) return;
    this.#near = START;
    let at = 0;
    for (const part of this.#engine.invert(delta, before)) {
      if (isInsert(part)) continue;
      const size = lengthOf(part);
      if (typeof part === "object") {
        for (let left = size, from = at; left > 0;) {
          const index = this.#alive(from);
          const run = this.#runs[index] as Run;
          const n = Math.min(run.n, left);
          marks.push({ at: this.#before(index), n, attributes: part.attributes });
          from += n;
          left -= n;
        }
      }
      at += size;
    }
  }

  #add(list: Mark[]): Marks {
    const marks = new Marks(this, (wanted) => this.delta(wanted), list);
    this.#marks.add(marks);
    return marks;
  }

  /** Joins what is in the text, and lets go of what nobody asks for any more, where there is much of it. */
  #trim(): void {
    if (this.#runs.length < this.#due) return;
    const isAsked = this.#runs.length > MAX_RUNS ? this.#asked() : undefined;
    const runs: Run[] = [];
    const gone: Gone[] = [];
    let at = 0;
    let sum = 0;
    for (const run of this.#runs) {
      const last = runs.at(-1);
      if (run.dead !== undefined && isAsked?.(at, run.n) === false)
        gone.push({ at, sum: (sum += run.n) });
      else if (last !== undefined && last.dead === undefined && run.dead === undefined)
        last.n += run.n;
      else runs.push(run);
      at += run.n;
    }
    if (gone.length > 0) for (const marks of this.#marks) marks.shrink(gone);
    this.#runs = runs;
    this.#due = runs.length + TRIM_EVERY;
  }

  /** Returns what tells whether a step wants anything of some units, when asked for one stretch after the other. */
  #asked(): (at: number, n: number) => boolean {
    const all = [...this.#marks].flatMap(({ list }) => list).toSorted((a, b) => a.at - b.at);
    let next = 0;
    let end = 0;
    return (at, n) => {
      for (let mark; (mark = all[next]) !== undefined && mark.at < at + n; next++)
        end = Math.max(end, mark.at + mark.n);
      return end > at;
    };
  }
}

/** The `n` units from `from` on of what was deleted. */
function cutLetters(
  letters: readonly (string | Insert)[],
  from: number,
  n: number,
): readonly (string | Insert)[] {
  const cut: (string | Insert)[] = [];
  let start = 0;
  for (const part of letters) {
    const [a, b] = [Math.max(0, from - start), Math.min(lengthOf(part), from + n - start)];
    start += lengthOf(part);
    if (a >= b) continue;
    if (typeof part === "string") cut.push(part.slice(a, b));
    else if (typeof part.insert === "string")
      cut.push({ ...part, insert: part.insert.slice(a, b) });
    else cut.push(part);
  }
  return cut;
}

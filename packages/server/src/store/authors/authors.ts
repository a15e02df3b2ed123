import type { Op, State } from "@alongside/core/engine";
import { AuthorRuns } from "./author-runs.ts";

/** What is known of one record. */
interface Line {
  /** Who wrote the fields that are not named: mostly whoever made the record. */
  by: number;
  /** Who wrote a field last. */
  fields: Map<string, number> | undefined;
  /** Of texts that were edited: who wrote which letters. */
  runs: Map<string, AuthorRuns> | undefined;
}

/**
 * As JSON: the users, then a line for each record, `[id, by, field, writer, …]`. A writer is the place of a user among the users,
 * counted from 1, or 0 for nobody who is known; of a text that was edited an array of it and the writer and length of each run.
 */
type Stored = readonly [users: readonly string[], ...lines: StoredLine[]];
type StoredLine = readonly [
  id: string,
  by: number,
  ...rest: (string | number | readonly number[])[],
];

/** The name of the part of a snapshot that has it. */
export const AUTHORS_PART = "authors";

/**
 * Who wrote each field of a room last, and who wrote which letters of its texts, as far as its log tells: users by their ids. What
 * was there before anybody noted it, and what a migration wrote, is nobody's.
 */
export class Authors {
  readonly #users: string[] = [];
  readonly #writers = new Map<string, number>();
  readonly #lines = new Map<string, Line>();

  /** `part` is what `encode` gave; undefined for nothing. */
  constructor(part?: Uint8Array) {
    if (part === undefined) return;
    const [users, ...lines] = JSON.parse(new TextDecoder().decode(part)) as Stored;
    // One that was erased twice over may stand there twice: each place is a writer.
    for (const user of users) this.#writers.set(user, this.#users.push(user));
    for (const [id, by, ...rest] of lines) {
      const line = this.#line(id, by);
      for (let i = 0; i + 1 < rest.length; i += 2) {
        const [field, writer] = [rest[i] as string, rest[i + 1] as number | readonly number[]];
        if (typeof writer === "number") (line.fields ??= new Map()).set(field, writer);
        else {
          (line.fields ??= new Map()).set(field, writer[0] ?? 0);
          (line.runs ??= new Map()).set(field, new AuthorRuns(writer.slice(1)));
        }
      }
    }
  }

  /** Takes over an op of `user`, which is about to be written to `state`; undefined for one that nobody wrote. */
  note(state: State, op: Op, user: string | undefined): void {
    switch (op.op) {
      case "insert":
      case "put":
        // Where it has nothing to write to there will be no such record, and the line goes with the next snapshot.
        if (!state.nodes.has(op.id))
          this.#lines.set(op.id, { by: this.#writerOf(user), fields: undefined, runs: undefined });
        return;
      case "set":
      case "add": {
        if (!state.nodes.has(op.id)) return;
        const line = this.#line(op.id, 0);
        this.#wrote(line, op.field, this.#writerOf(user));
        line.runs?.delete(op.field);
        return;
      }
      case "text": {
        const node = state.nodes.get(op.id);
        if (node === undefined || node.stub) return;
        const writer = this.#writerOf(user);
        const line = this.#line(op.id, 0);
        const runs = (line.runs ??= new Map());
        let known = runs.get(op.field);
        if (known === undefined) {
          const before = line.fields?.get(op.field) ?? line.by;
          known = new AuthorRuns([before, state.text(node, op.field).length]);
          runs.set(op.field, known);
        }
        known.apply(op.delta, writer);
        this.#wrote(line, op.field, writer);
        return;
      }
      default:
      // A move, the trash and what comes out of it write no field.
    }
  }

  /** Who wrote a field last; undefined where that is not known. */
  of(id: string, field: string): string | undefined {
    const line = this.#lines.get(id);
    return line && this.#users[(line.fields?.get(field) ?? line.by) - 1];
  }

  /** Who wrote which letters of a text, in order; undefined for one that was never edited, which is all of whoever wrote the field. */
  runs(
    id: string,
    field: string,
  ): readonly (readonly [length: number, user?: string])[] | undefined {
    const pairs = this.#lines.get(id)?.runs?.get(field)?.pairs();
    if (pairs === undefined) return undefined;
    const runs: (readonly [length: number, user?: string])[] = [];
    for (let i = 0; i + 1 < pairs.length; i += 2) {
      const [writer, length] = [pairs[i] as number, pairs[i + 1] as number];
      const user = this.#users[writer - 1];
      runs.push(user === undefined ? [length] : [length, user]);
    }
    return runs;
  }

  /** Whether a user is among those who wrote something. */
  has(is: (user: string) => boolean): boolean {
    return this.#users.some(is);
  }

  /** Gives users other ids, each one that nobody else has. */
  rename(to: (user: string) => string): void {
    for (const [i, user] of this.#users.entries()) this.#users[i] = to(user);
    this.#writers.clear();
    for (const [i, user] of this.#users.entries()) this.#writers.set(user, i + 1);
  }

  /** The part of a snapshot: the lines of the records that are in `state`. */
  encode(state: State): Uint8Array {
    const lines: string[] = [JSON.stringify(this.#users)];
    for (const [id, { by, fields, runs }] of this.#lines) {
      if (!state.nodes.has(id)) continue;
      const line: (string | number | readonly number[])[] = [id, by];
      for (const [field, writer] of fields ?? []) {
        const pairs = runs?.get(field)?.pairs();
        line.push(field, pairs === undefined ? writer : [writer, ...pairs]);
      }
      lines.push(JSON.stringify(line));
    }
    return new TextEncoder().encode(`[${lines.join(",")}]`);
  }

  #wrote(line: Line, field: string, writer: number): void {
    // Of a text that was edited it is named at any rate, as its runs stand beside it.
    if (writer === line.by && line.runs?.has(field) !== true) line.fields?.delete(field);
    else (line.fields ??= new Map()).set(field, writer);
  }

  #line(id: string, by: number): Line {
    let line = this.#lines.get(id);
    if (line === undefined)
      this.#lines.set(id, (line = { by, fields: undefined, runs: undefined }));
    return line;
  }

  #writerOf(user: string | undefined): number {
    if (user === undefined) return 0;
    let writer = this.#writers.get(user);
    if (writer === undefined) {
      writer = this.#users.push(user);
      this.#writers.set(user, writer);
    }
    return writer;
  }
}

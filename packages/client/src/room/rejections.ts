import { type DraftOf, type Json, Refused, type RoomDefinition } from "@alongside/core";
import {
  type Grounds,
  type MutationCall,
  type Op,
  type OpsByKey,
  type Shelf,
} from "@alongside/core/engine";
import { Cell } from "../cell.ts";
import type { Readable, Report } from "../readable.ts";
import { countOps, joinOps, madeBy, mapOps, type Names, renamedArgs } from "./renew.ts";
import type { Changed, Rejected } from "./types.ts";
import type { TakingBack } from "./write.ts";

/** A change that was refused. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly ops: OpsByKey;
  /** What later changes wrote to records this one would have made: it went with it. */
  readonly leaning: OpsByKey;
  /** What the edits of texts among that were made on. */
  readonly grounds?: Grounds | undefined;
  /** Its edits of texts, as they would have to be made now. */
  readonly shelves: ReadonlyMap<Op, Shelf>;
  readonly mutation: MutationCall | undefined;
  readonly undo: TakingBack | undefined;
  readonly strict: boolean;
}

/** A change, and what it writes here. */
export interface Written extends Changed<void> {
  readonly ops: OpsByKey;
}

/** Who sends refused changes again. */
interface Writer<D extends RoomDefinition> {
  /** Writes ops as a new change. New ids are noted in `names`, and those noted before are used. */
  again(ops: OpsByKey, names: Names, strict: boolean, undo?: TakingBack): Written;
  /** What leaned on a refused change, as it is made when another change stands in its place. */
  following(leaning: OpsByKey, grounds: Grounds | undefined, names: Names): OpsByKey;
  mutate(name: string, args: Json): Written;
  updateAgain(fn: (doc: DraftOf<D>) => unknown, strict: boolean): Written;
  /** An edit of a text will not be made again. */
  unshelve(shelf: Shelf): void;
}

/** The changes that were refused, until somebody decides about them. */
export class Rejections<D extends RoomDefinition> {
  readonly #writer: Writer<D>;
  readonly #room: string;
  readonly #report: Report;
  readonly #list: Cell<readonly Rejected<D>[]>;
  /** Added, and not told of yet. */
  #added: readonly Rejected<D>[] = [];
  /** Records that were made again: what else was refused may speak of them by their old ids. */
  readonly #names: Names = new Map();

  #count = 0;

  constructor(writer: Writer<D>, room: string, report: Report) {
    this.#writer = writer;
    this.#room = room;
    this.#report = report;
    this.#list = new Cell<readonly Rejected<D>[]>([], report);
  }

  get list(): Readable<readonly Rejected<D>[]> {
    return this.#list;
  }

  add({ code, message, ops, leaning, grounds, shelves, mutation, undo, strict }: Refusal): void {
    const writer = this.#writer;
    const drop = (): void => {
      for (const shelf of shelves.values()) writer.unshelve(shelf);
      this.#list.set(this.#list.get().filter((other) => other !== rejected));
    };
    const instead = (write: () => Written, following: OpsByKey): Changed<void> => {
      if (!this.#list.get().includes(rejected))
        throw new Error("This refused change was sent again or discarded already");
      // When this throws, the refused change stays where it is.
      const written = write();
      if (countOps(following) > 0) {
        this.#rename(madeBy(ops), madeBy(written.ops));
        const names = this.#names;
        writer.again(writer.following(following, grounds, names), names, strict);
      }
      drop();
      return { local: undefined, committed: written.committed };
    };
    const whole = joinOps(ops, leaning);
    const rejected: Rejected<D> = {
      id: `${this.#room}/${++this.#count}`,
      code,
      message,
      ops: whole,
      ...(mutation !== undefined && { name: mutation.name, args: mutation.args }),
      discard: drop,
      retry: () =>
        mutation === undefined
          ? instead(() => writer.again(asOfNow(whole, shelves), this.#names, strict, undo), {})
          : instead(() => this.#call(mutation.name, mutation.args), leaning),
      resubmit: (replacement) =>
        instead(() => {
          if (typeof replacement === "function") return writer.updateAgain(replacement, strict);
          if (mutation !== undefined) return this.#call(mutation.name, replacement);
          throw new TypeError(
            "Only a mutation is resubmitted with other arguments; give a function that updates",
          );
        }, leaning),
    };
    this.#added = [...this.#added, rejected];
  }

  /** Tells of what was added: once the message that said so is taken in whole. */
  tell(): void {
    if (this.#added.length === 0) return;
    const added = this.#added;
    this.#added = [];
    this.#list.set([...this.#list.get(), ...added]);
    for (const { id, code, message } of added)
      this.#report(new Refused(code, message), { room: this.#room, rejected: id });
  }

  #call(name: string, args: Json): Written {
    return this.#writer.mutate(name, renamedArgs(args, this.#names));
  }

  /** What replaces a change makes its records in the same order. */
  #rename(old: readonly string[], made: readonly string[]): void {
    old.forEach((id, i) => {
      const now = made[i];
      if (now !== undefined) this.#names.set(id, now);
    });
  }
}

/** The ops with their edits of texts moved to where they belong now. Throws `Refused` where nobody knows that any more. */
function asOfNow(ops: OpsByKey, shelves: ReadonlyMap<Op, Shelf>): OpsByKey {
  const made = new Set(madeBy(ops));
  return mapOps(ops, (list) =>
    list.flatMap((op) => {
      if (op.op !== "text" || made.has(op.id)) return [op];
      const delta = shelves.get(op)?.delta;
      if (delta === undefined) {
        throw new Refused(
          "text.gone",
          "Where this belongs is not known any more, as the record was in the trash while this page was away",
        );
      }
      return delta.length === 0 ? [] : [{ ...op, delta }];
    }),
  );
}

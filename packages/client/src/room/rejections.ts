import { type Json, Refused, type RoomDefinition } from "@alongside/core";
import type {
  Grounds,
  MutationCall,
  Op,
  OpsByKey,
  SeenField,
  Shelf,
  UndoCall,
} from "@alongside/core/engine";
import { freeze, inWords, said } from "@alongside/core/engine";
import type { Cell } from "../cell.ts";
import type { Report } from "../readable.ts";
import { conflictsOf } from "./conflicts.ts";
import { Names } from "./names.ts";
import { joinOps, madeBy, movedOps, pairs, renamedArgs, renewed } from "./renew.ts";
import type { Changed, Rejected } from "./types.ts";
import type { Writing, Written } from "./writing.ts";
import { countOps, mapOps, pushAll } from "./written-ops.ts";

/** A change that was refused. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
  /** When the change was made, in ms of the client's clock. */
  readonly at?: number | undefined;
  readonly ops: OpsByKey;
  /** What later changes wrote to records this one would have made: it went with it. */
  readonly leaning: OpsByKey;
  /** What the edits of texts among that were made on. */
  readonly grounds?: Grounds | undefined;
  /** Its edits of texts, as they would have to be made now. */
  readonly shelves: ReadonlyMap<Op, Shelf>;
  readonly mutation?: MutationCall | undefined;
  readonly undo?: UndoCall | undefined;
  readonly strict?: true | undefined;
  /** What was seen in the plain fields that it sets. */
  readonly seen?: readonly SeenField[] | undefined;
  /** The room's generation when it was refused. */
  readonly generation?: number | undefined;
  /** Where nobody knows yet whether it is in the log after all: what each of the changes in it would have written, by their numbers. */
  readonly parts?: ReadonlyMap<number, OpsByKey> | undefined;
}

/** Why a change was refused. */
type Why = Pick<Refusal, "code" | "message">;

/** The changes that were refused, until somebody decides about them. */
export class Rejections<D extends RoomDefinition> {
  readonly #writing: Writing<D>;
  readonly #report: Report;
  readonly #list: Cell<readonly Rejected<D>[]>;
  /** Added, and not told of yet. */
  #added: readonly Rejected<D>[] = [];
  /** Records that were made again: what else was refused may speak of them by their old ids. */
  readonly #names: Names;

  /** All that is listed or about to be, by its id. */
  readonly refusals = new Map<string, Refusal>();
  /** Counts how often that changed. */
  changes = 0;
  /** What an earlier page had listed, in words, until the server says it again of a change that it is sent again. */
  readonly #before = new Set<string>();
  #count = 0;
  /** What is listed, and may be in the log after all. */
  #inDoubt: { readonly rejected: Rejected<D>; readonly refusal: Refusal }[] = [];
  /** How often the log has gone back: what the server was asked to take back before that it knows no more. */
  #rewinds = 0;

  constructor(writing: Writing<D>, list: Cell<readonly Rejected<D>[]>, report: Report) {
    this.#writing = writing;
    this.#list = list;
    this.#report = report;
    this.#names = new Names((id) => writing.copy.replica.node(id) !== undefined);
  }

  /** Somebody was erased from the room, which has this generation now: what was refused before may hold their words, and is let go. */
  forget(generation: number): void {
    for (const one of [...this.#list.get(), ...this.#added])
      if ((this.refusals.get(one.id)?.generation ?? 0) < generation) one.discard();
    this.#added = this.#added.filter(({ id }) => this.refusals.has(id));
  }

  /** Lists what an earlier page had listed. Returns their ids. */
  restore(refusals: readonly Refusal[]): readonly string[] {
    const listed = refusals.map((refusal) => {
      this.#before.add(inShort(refusal));
      return this.#listed(`${this.#writing.copy.name}/${++this.#count}`, refusal);
    });
    this.#list.set([...listed, ...this.#list.get()]);
    return listed.map(({ id }) => id);
  }

  /** Lists a change; not one of a person who was erased, of which nothing is to be left. */
  add(given: Refusal): void {
    if (this.#before.delete(inShort(given)) || given.code === "auth.erased") return;
    const { name, log } = this.#writing.copy;
    const refusal = { ...given, generation: log?.generation };
    const rejected = this.#listed(`${name}/${++this.#count}`, refusal);
    this.#added = [...this.#added, rejected];
    if (refusal.parts !== undefined) this.#inDoubt.push({ rejected, refusal });
  }

  /**
   * The room is entered again, and says how the changes up to `ended` came out: those that `refused` does not have are in the log. What
   * is in the log is not listed any more, and what was refused has the server's own reason.
   */
  decided(ended: number, refused: ReadonlyMap<number, Why>): void {
    const inDoubt = this.#inDoubt.splice(0);
    for (const { rejected, refusal } of inDoubt) {
      const { parts = new Map<number, OpsByKey>(), ops, leaning } = refusal;
      const [first = 0] = parts.keys();
      const left = [...parts].filter(([n]) => n > ended || refused.has(n));
      const isRefused = first > ended || refused.has(first);
      const why = refused.get(first);
      if (left.length === parts.size && why === undefined) continue;
      const now: Refusal = {
        ...refusal,
        ...why,
        ops: isRefused ? ops : left.map(([, part]) => part).reduce(joinOps, {}),
        leaning: isRefused ? leaning : {},
        // The mutation was run.
        ...(!isRefused && { mutation: undefined, undo: undefined }),
      };
      const replaced = left.length === 0 ? [] : [this.#listed(rejected.id, now)];
      const replace = (list: readonly Rejected<D>[]): readonly Rejected<D>[] =>
        list.flatMap((one) => (one === rejected ? replaced : [one]));
      this.#added = replace(this.#added);
      if (this.#list.get().includes(rejected)) this.#list.set(replace(this.#list.get()));
      if (left.length === 0) rejected.discard();
    }
  }

  /** A refused change as it is listed. */
  #listed(id: string, refusal: Refusal): Rejected<D> {
    const { code, message, ops, leaning, grounds, shelves, mutation, undo, ...how } = refusal;
    const writing = this.#writing;
    const { copy } = writing;
    const ids = this.#names;
    const strict = how.strict === true;
    this.refusals.set(id, refusal);
    this.changes += 1;
    const rewinds = this.#rewinds;
    const drop = (): void => {
      for (const shelf of shelves.values()) writing.copy.replica.pendingTexts?.unshelve(shelf);
      this.refusals.delete(id);
      this.changes += 1;
      this.#list.set(this.#list.get().filter((other) => other !== rejected));
    };
    const instead = (write: () => Written, following: OpsByKey): Changed<void> => {
      if (!this.#list.get().includes(rejected))
        throw new Error(
          said(
            "update",
            inWords(() => "This refused change was sent again or discarded already"),
          ),
        );
      // When this throws, the refused change stays where it is.
      const written = write();
      if (countOps(following) > 0) {
        const names = this.#names.about(pairs(ops, written.ops));
        this.#again(this.#following(following, names, grounds), names, strict);
      }
      drop();
      return { local: undefined, committed: written.committed };
    };
    const whole = joinOps(ops, leaning);
    const rejected: Rejected<D> = {
      id,
      code,
      message,
      ops: whole,
      get conflicts() {
        return freeze(code === "offline.changed" ? conflictsOf(copy, refusal, ids) : []);
      },
      ...(mutation !== undefined && { name: mutation.name, args: mutation.args }),
      discard: drop,
      retry: () =>
        mutation === undefined
          ? instead(() => {
              const asked = rewinds === this.#rewinds ? undo : undefined;
              return this.#again(asOfNow(whole, shelves), this.#names, strict, asked);
            }, {})
          : instead(() => this.#call(mutation.name, mutation.args), leaning),
      resubmit: (replacement) =>
        instead(() => {
          if (typeof replacement === "function") return writing.updateAgain(replacement, strict);
          if (mutation !== undefined) return this.#call(mutation.name, replacement);
          throw new TypeError(
            said(
              "mutate",
              inWords(
                () =>
                  "Only a mutation is resubmitted with other arguments; give a function that updates",
              ),
              replacement,
            ),
          );
        }, leaning),
    };
    return rejected;
  }

  /** The log went back. */
  rewound(): void {
    this.#rewinds += 1;
  }

  /** Tells of what was added: once the message that said so is taken in whole. */
  tell(): void {
    if (this.#added.length === 0) return;
    const added = this.#added;
    this.#added = [];
    this.#list.set([...this.#list.get(), ...added]);
    for (const { id, code, message } of added)
      this.#report(new Refused(code, message), { room: this.#writing.copy.name, rejected: id });
  }

  /** Writes ops as a new change. New ids are noted in `names`, and those noted before are used. */
  #again(ops: OpsByKey, names: Names, strict: boolean, undo?: UndoCall): Written {
    return this.#writing.write({ strict, undo, isGuess: undo !== undefined }, (open, ids) =>
      pushAll(
        open,
        renewed(ops, names, () => ids.next()),
      ),
    );
  }

  #call(name: string, args: Json): Written {
    return this.#writing.mutate(name, renamedArgs(args, this.#names));
  }

  /** What leaned on a refused change, as it is made when another change stands in its place. */
  #following(leaning: OpsByKey, names: Names, grounds: Grounds | undefined): OpsByKey {
    const { replica } = this.#writing.copy;
    const moved =
      grounds && replica.pendingTexts?.mover(grounds, (id) => replica.node(names.of(id)));
    return moved === undefined ? leaning : movedOps(leaning, moved).ops;
  }
}

function inShort({ code, ops, mutation }: Refusal): string {
  return JSON.stringify([code, ops, mutation]);
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
          inWords(
            () =>
              "Where this belongs is not known any more, as the record was in the trash while this page was away",
          ),
        );
      }
      return delta.length === 0 ? [] : [{ ...op, delta }];
    }),
  );
}

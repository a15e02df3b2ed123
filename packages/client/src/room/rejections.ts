import type { Json, MutationCall, OpsByKey, RoomDefinition, DraftOf } from "@alongside/core";
import { Cell } from "../cell.ts";
import type { Readable, Report } from "../readable.ts";
import type { Changed, Rejected } from "./types.ts";

/** What was refused. */
interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly ops: OpsByKey;
  /** What later changes wrote to records this one would have made. */
  readonly leaning: OpsByKey;
  readonly mutation: MutationCall | undefined;
}

interface RejectionsOptions<D extends RoomDefinition> {
  report: Report;
  /** Writes these ops again as a new change. */
  again(ops: OpsByKey): Changed<void>;
  mutate(name: string, args: Json): Changed<void>;
  update(fn: (doc: DraftOf<D>) => void): Changed<void>;
}

/** The changes that were refused, until somebody decides about them. */
export class Rejections<D extends RoomDefinition> {
  readonly #options: RejectionsOptions<D>;
  readonly #list: Cell<readonly Rejected<D>[]>;

  constructor(options: RejectionsOptions<D>) {
    this.#options = options;
    this.#list = new Cell<readonly Rejected<D>[]>([], options.report);
  }

  get list(): Readable<readonly Rejected<D>[]> {
    return this.#list;
  }

  add(refusal: Refusal): void {
    const { again, mutate, update } = this.#options;
    const { code, message, ops, leaning, mutation } = refusal;
    const follow = (): void => {
      if (Object.keys(leaning).length > 0) again(leaning);
    };
    const take = (): void => this.#list.set(this.#list.get().filter((other) => other !== rejected));
    const rejected: Rejected<D> = {
      code,
      message,
      ops: joinOps(ops, leaning),
      ...(mutation !== undefined && { name: mutation.name, args: mutation.args }),
      discard: take,
      retry() {
        const changed = mutation === undefined ? again(joinOps(ops, leaning)) : mutate(mutation.name, mutation.args);
        if (mutation !== undefined) follow();
        take();
        return changed;
      },
      resubmit(replacement) {
        let changed: Changed<void>;
        if (typeof replacement === "function") changed = update(replacement);
        else if (mutation !== undefined) changed = mutate(mutation.name, replacement);
        else throw new TypeError("Only a mutation is resubmitted with other arguments; give a function that updates");
        follow();
        take();
        return changed;
      },
    };
    this.#list.set([...this.#list.get(), rejected]);
  }
}

function joinOps(a: OpsByKey, b: OpsByKey): OpsByKey {
  const joined: Record<string, OpsByKey[string]> = { ...a };
  for (const [key, list] of Object.entries(b)) joined[key] = [...(joined[key] ?? []), ...list];
  return joined;
}

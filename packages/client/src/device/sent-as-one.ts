import type { RoomDefinition } from "@alongside/core";
import { ChangeBundle, MAX_RANGE, type OpsByKey } from "@alongside/core/engine";
import type { RoomCopy } from "../room/copy.ts";
import { type PendingChange, type Runs, WINDOW } from "../room/pending.ts";
import { LARGE } from "../room/typing.ts";
import { typedIn } from "../room/written-ops.ts";

interface Run {
  readonly first: number;
  readonly last: number;
  readonly bundle: ChangeBundle;
}

/**
 * Sends what was typed in many changes in few messages. On the device each change stays as it was written, with its number: what was
 * sent once may be there under any of these. A message ends all numbers from its first to its last or none of them, and is taken only
 * where the first is the next one, so that it counts once however others have cut the same changes.
 */
export class SentAsOne<D extends RoomDefinition> implements Runs {
  readonly #copy: RoomCopy<D>;
  #runs: readonly Run[] = [];

  constructor(copy: RoomCopy<D>) {
    this.#copy = copy;
  }

  lastWith(change: PendingChange): PendingChange {
    const { pending } = this.#copy;
    const known = this.#runs.find(({ first }) => first === change.data.n);
    if (known !== undefined) return pending.get(known.last) ?? change;
    let size = this.#sizeOf(change);
    if (size === undefined) return change;
    let last = change;
    const { n } = change.data;
    const end = Math.min(pending.end, n + MAX_RANGE - 1);
    for (let next = n + 1; next <= end; next++) {
      const one = pending.get(next);
      if (one === undefined || one === pending.typing) break;
      size += this.#sizeOf(one) ?? Infinity;
      if (size > WINDOW) break;
      last = one;
    }
    return last;
  }

  /** About how many characters a change has on the wire; undefined for one that has to go alone. */
  #sizeOf({ data, editsTexts, isOrphan, lost, waitsFor }: PendingChange): number | undefined {
    const { n, mutation, undo, strict, gesture, seen } = data;
    const isApart = mutation ?? undo ?? strict ?? gesture ?? seen ?? lost ?? waitsFor;
    if (!editsTexts || isOrphan || isApart !== undefined) return undefined;
    const edits = this.#copy.replica.typingOf(n);
    if (edits === undefined) return undefined;
    // Letters that come back in a message of their own are looked for in the change that deleted them.
    const isLarge = edits.some(({ delta }) => delta.some((part) => Number(part) < -LARGE));
    return isLarge ? undefined : typedIn(edits);
  }

  opsOf(from: PendingChange, to: PendingChange): OpsByKey {
    const [first, last] = [from.data.n, to.data.n];
    let run = this.#runs.find((one) => one.first === first);
    if (run === undefined) {
      run = { first, last, bundle: new ChangeBundle(this.#copy.replica, first, last) };
      this.#runs = [...this.#runs, run];
    }
    return run.bundle.layer().ops();
  }

  ended(first: number, n: number): boolean {
    const { pending, recorder, replica } = this.#copy;
    const run = this.#runs.find((one) => one.first === first && one.last === n);
    // A copy of what is pending here has cut it otherwise.
    if (run === undefined && this.#runs.some((one) => one.first <= n && first <= one.last))
      this.clear();
    if (first === n || pending.get(first) === undefined || pending.get(n) === undefined)
      return false;
    this.#runs = this.#runs.filter((one) => one !== run);
    (run?.bundle ?? new ChangeBundle(replica, first, n)).join();
    recorder?.joined(first, n);
    pending.join(first, n);
    return true;
  }

  has(n: number): boolean {
    return this.#runs.some(({ first, last }) => first <= n && n <= last);
  }

  clear(): void {
    const runs = this.#runs;
    this.#runs = [];
    for (const { bundle } of runs) bundle.end();
  }
}

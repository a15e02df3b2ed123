import History from "quill/modules/history.js";

/** What we use of Quill's deltas, whose own types Node's resolution does not find. */
interface Changes {
  length(): number;
  /** `other`, made for the same text, as it is after these changes. */
  transform(other: Changes, isFirst: boolean): Changes;
}

/** Why a press took nothing back. */
export interface Stuck {
  readonly message: string;
}

type Way = "undo" | "redo";

/**
 * Quill's history, which forgets a step when others have deleted all that it wrote. Here the press that would have taken it back
 * says so, and takes no other one.
 */
export class DocumentHistory extends History {
  /** Hears of a press that took nothing back; undefined when one does. */
  onStuck: (stuck: Stuck | undefined) => void = () => {};
  readonly #isTopLost = { undo: false, redo: false };

  /** Whether a press does something. */
  can(way: Way): boolean {
    return this.stack[way].length > 0 || this.#isTopLost[way];
  }

  override transform(delta: Changes): void {
    for (const way of ["undo", "redo"] as const) {
      const top = this.stack[way].at(-1);
      if (top !== undefined && delta.transform(top.delta, true).length() === 0)
        this.#isTopLost[way] = true;
    }
    super.transform(delta);
  }

  override record(delta: Changes, oldDelta: Changes): void {
    this.#isTopLost.undo = false;
    this.#isTopLost.redo = false;
    super.record(delta, oldDelta);
  }

  override undo(): void {
    if (!this.#tell("undo")) super.undo();
  }

  override redo(): void {
    if (!this.#tell("redo")) super.redo();
  }

  #tell(way: Way): boolean {
    const isLost = this.#isTopLost[way];
    this.#isTopLost[way] = false;
    this.onStuck(isLost ? { message: "Others have deleted this since" } : undefined);
    return isLost;
  }
}

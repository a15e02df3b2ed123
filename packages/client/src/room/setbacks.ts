import type { RoomDefinition } from "@alongside/core";
import type { Joined } from "@alongside/core/engine";
import type { Cell } from "../cell.ts";
import type { Report } from "../readable.ts";
import { Refusals } from "./refusals.ts";
import { Rejections } from "./rejections.ts";
import { type Anew, restart } from "./restart.ts";
import type { Rejected } from "./types.ts";
import type { Writing } from "./writing.ts";

/** What becomes of own changes that are not simply committed: some are refused, and some are still pending while the room begins anew. */
export class Setbacks<D extends RoomDefinition> {
  readonly rejections: Rejections<D>;
  readonly refusals: Refusals<D>;
  readonly #writing: Writing<D>;
  readonly #report: Report;

  /** `list` is the room's `rejected`. */
  constructor(writing: Writing<D>, list: Cell<readonly Rejected<D>[]>, report: Report) {
    this.#writing = writing;
    this.#report = report;
    this.rejections = new Rejections(writing, list, report);
    this.refusals = new Refusals(writing.copy, this.rejections);
  }

  /** The room is entered: of what was handed back in doubt it is known by now how it ended. */
  decided({ ended, list, outcomes = [] }: Joined): void {
    const refused = new Map(outcomes.map(([n, code, message]) => [n, { code, message }]));
    for (const entry of list) if ("refused" in entry) refused.set(entry.refused, entry);
    this.rejections.decided(ended, refused);
  }

  /** Begins the room anew from the server's state. */
  restart(anew: Anew): void {
    restart(this.#writing.copy, this.refusals, this.rejections, anew, this.#report);
  }
}

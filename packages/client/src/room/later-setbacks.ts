import type { RoomDefinition } from "@alongside/core";
import type { Clock, Down } from "@alongside/core/engine";
import type { Cell } from "../cell.ts";
import { Later, Lazy } from "../lazy.ts";
import { exportCode } from "../unsent/later-export.ts";
import type { Report } from "../readable.ts";
import { isReadOnly, type RoomCopy } from "./copy.ts";
import type { Setbacks } from "./setbacks.ts";
import type { Rejected } from "./types.ts";
import type { Writing } from "./writing.ts";

/** Loaded with the first own change: by the time one is refused it is mostly here. */
export const setbacksCode = new Lazy(() => import("./setbacks.ts"));

/** Whether a message says more than that own changes are committed, or lets in where what is written needs the code. */
export function needsSetbacks<D extends RoomDefinition>(message: Down, copy: RoomCopy<D>): boolean {
  const { isReady, pending, definition, log } = copy;
  if (message.type === "joined" && definition.offline === "refuse-if-changed") return true;
  if (message.type === "joined" && message.state !== undefined) {
    const { verdict, generation } = message.log;
    const isOlder = log !== undefined && log.generation < generation;
    return isReady || isOlder || pending.size > 0 || verdict !== undefined;
  }
  if (pending.size === 0) return false;
  if (message.type === "joined" && isReadOnly(message.rights)) return true;
  return "list" in message && message.list.some((entry) => "refused" in entry);
}

/** The setbacks of a room, once their code is here. */
export class LaterSetbacks<D extends RoomDefinition> {
  readonly #writing: Writing<D>;
  readonly #list: Cell<readonly Rejected<D>[]>;
  readonly #report: Report;
  readonly #later: Later<unknown>;
  #made: Setbacks<D> | undefined;
  #isPrepared = false;

  /** `list` is the room's `rejected`. */
  constructor(
    writing: Writing<D>,
    list: Cell<readonly Rejected<D>[]>,
    report: Report,
    clock: Clock,
  ) {
    this.#writing = writing;
    this.#list = list;
    this.#report = report;
    this.#later = new Later<unknown>(setbacksCode, { report, clock });
  }

  get here(): Setbacks<D> | undefined {
    const code = setbacksCode.here;
    if (code === undefined) return undefined;
    return (this.#made ??= new code.Setbacks(this.#writing, this.#list, this.#report));
  }

  /** Throws `TypeError` where the code is not here: whoever needs it has waited for it. */
  get now(): Setbacks<D> {
    const { here } = this;
    if (here === undefined) throw new TypeError("The code for setbacks is not here");
    return here;
  }

  /** They may be needed. Loads their code, once; where that fails it is loaded when it is needed. */
  prepare(): void {
    if (this.#isPrepared) return;
    this.#isPrepared = true;
    for (const code of [setbacksCode, exportCode]) code.load().catch(() => undefined);
  }

  /** Calls `fn` at once, or as soon as the code is here. */
  use(fn: (setbacks: Setbacks<D>) => void): void {
    this.#later.use(() => fn(this.now));
  }

  /** The room is over on this page. */
  stop(): void {
    this.#later.stop();
  }
}

import { Refused, type RoomDefinition } from "@alongside/core";
import { type Ack, inWords, linked, type OpsByKey, type Seq } from "@alongside/core/engine";
import type { RoomCopy } from "./copy.ts";
import type { Committed } from "./types.ts";

/** How the own changes of a room end that are not refused. */
export class Outcomes<D extends RoomDefinition> {
  readonly #copy: RoomCopy<D>;

  constructor(copy: RoomCopy<D>) {
    this.#copy = copy;
  }

  /**
   * An own change is in the log. Returns what it wrote to texts, `{}` where it edits none. Returns undefined for an ack without ops
   * of a change that is not known here: then the room has to be fetched anew.
   */
  acknowledge({ ack, seq, at, ops, void: gone = [] }: Ack): OpsByKey | undefined {
    const { pending, replica, recorder, heard, feeds } = this.#copy;
    const change = pending.get(ack);
    if (ops === undefined && change === undefined) return undefined;
    const isTyped = change?.editsTexts === true;
    // Of a long change they are put together once.
    const all = ops ?? (isTyped || heard || feeds ? replica.opsOf(ack) : {});
    heard?.({ seq, at, ops: all, mutation: change?.data.mutation });
    const typed = isTyped ? all : {};
    feeds?.entry(seq, at, undefined, all);
    const noting = recorder?.decided(ack, seq, ops);
    replica.confirm(ops, ack, "right", noting);
    this.settle(ack, { seq, void: gone });
    return typed;
  }

  /** An own change was committed. */
  settle(n: number, committed: Committed): void {
    const { pending } = this.#copy;
    pending.skipTo(n);
    pending.gone?.endedTo(n);
    pending.take(n)?.resolve(committed);
  }

  /** Settles every change with a number up to `ended` that has no outcome of its own: it was committed. */
  settleUpTo(ended: number, seq: Seq): void {
    const { pending } = this.#copy;
    for (const { data } of pending.all())
      if (data.n <= ended) this.settle(data.n, { seq, void: [] });
    pending.skipTo(ended);
    pending.gone?.endedTo(ended);
  }

  /** The room is over on this page. */
  end(): void {
    const why = inWords(() => "The client was closed before the server had answered");
    const error = linked(new Refused("client.closed", why));
    for (const change of this.#copy.pending.takeAll(0)) change.reject(error);
  }
}

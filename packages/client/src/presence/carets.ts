import {
  type Caret,
  type CaretEngine,
  type Json,
  type OpsByKey,
  type RoomDefinition,
  type Seq,
  type TextOp,
} from "@alongside/core";

type PresenceValues = { readonly [field: string]: Json };

interface Held {
  readonly client: string;
  readonly name: string;
  caret: Caret;
}

/** The fields of a definition's presence that are carets, and what moves them. */
export function caretsOf(definition: RoomDefinition): ReadonlyMap<string, CaretEngine> {
  const carets = new Map<string, CaretEngine>();
  for (const [name, { caret }] of definition.checks.presence)
    if (caret !== undefined) carets.set(name, caret);
  return carets;
}

/**
 * Keeps others' carets on their letters. A caret holds for a state of the log: one that is ahead of this page waits, and those
 * that are shown move with each edit of the log, as they do on the server.
 */
export class Carets {
  readonly #engines: ReadonlyMap<string, CaretEngine>;
  #held: Held[] = [];

  constructor(engines: ReadonlyMap<string, CaretEngine>) {
    this.#engines = engines;
  }

  get isEmpty(): boolean {
    return this.#engines.size === 0;
  }

  /** Forgets what waits: everyone is told of anew. */
  clear(): void {
    this.#held = [];
  }

  /** What somebody shows, without the carets that are ahead of `seq`. */
  arrived(client: string, presence: PresenceValues, seq: Seq): PresenceValues {
    if (this.isEmpty) return presence;
    const now: Record<string, Json> = { ...presence };
    for (const name of this.#engines.keys()) {
      if (!(name in now)) continue;
      this.#held = this.#held.filter((held) => held.client !== client || held.name !== name);
      const caret = now[name] as Caret | null;
      if (caret === null || (caret.seq ?? 0) <= seq) continue;
      this.#held.push({ client, name, caret });
      delete now[name];
    }
    return now;
  }

  /** The carets that waited for `seq`. */
  due(seq: Seq): readonly { readonly client: string; readonly presence: PresenceValues }[] {
    if (this.#held.length === 0) return [];
    const due = this.#held.filter(({ caret }) => (caret.seq ?? 0) <= seq);
    if (due.length > 0) this.#held = this.#held.filter((held) => !due.includes(held));
    return due.map(({ client, name, caret }) => ({
      client,
      presence: { [name]: caret as unknown as Json },
    }));
  }

  /** Somebody's presence after the edits that `author` made at `seq`; the same object when nothing moved. */
  moved(
    client: string,
    presence: PresenceValues,
    seq: Seq,
    author: string,
    texts: readonly TextOp[],
  ): PresenceValues {
    let now = presence;
    for (const [name, engine] of this.#engines) {
      const caret = now[name] as Caret | null | undefined;
      if (caret === undefined || caret === null) continue;
      const moved = moveOver(engine, caret, seq, client === author, texts);
      if (moved !== caret) now = { ...now, [name]: moved as unknown as Json };
    }
    return now;
  }

  /** The carets that wait, after the same. */
  moveHeld(seq: Seq, author: string, texts: readonly TextOp[]): void {
    for (const held of this.#held) {
      const engine = this.#engines.get(held.name) as CaretEngine;
      held.caret = moveOver(engine, held.caret, seq, held.client === author, texts);
    }
  }
}

/** A caret over those edits it does not contain. What its owner typed takes it along. */
function moveOver(
  engine: CaretEngine,
  caret: Caret,
  seq: Seq,
  isAuthor: boolean,
  texts: readonly TextOp[],
): Caret {
  if ((caret.seq ?? 0) >= seq) return caret;
  let moved = caret;
  for (const { id, field, delta } of texts) {
    if (id === caret.id && field === caret.field)
      moved = engine.move(moved, delta, isAuthor ? "right" : "left");
  }
  return moved;
}

/** The ops of a change that edit texts. */
export function textsIn(ops: OpsByKey): readonly TextOp[] {
  return Object.values(ops).flatMap((list) => list.filter((op) => op.op === "text"));
}

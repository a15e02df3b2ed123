import type { ChangeEntry, Seq } from "@alongside/core/engine";
import { implement } from "@alongside/server";
import { Board } from "./board.ts";

const SHAPES = 100;
/** How often a third person writes. */
export const SELDOM = 50;

/** The page is typed on to this length, and then at its end one letter is deleted for each. */
const PAGE = 20_000;

/** A room in which two people drag shapes about, a hundred where nothing else is said, and type. */
export class Room {
  static readonly implementation = implement(Board, { retention: "all" });
  readonly #shapes: number;
  #length = 0;

  /** The first `shapes` entries put one each on the board. */
  constructor(shapes = SHAPES) {
    this.#shapes = shapes;
  }

  /** Whether an entry is of the third person, who writes fifty times in a room of `size` entries. */
  static isSeldom(seq: Seq, size: number): boolean {
    return seq % (size / SELDOM) === size / SELDOM / 2;
  }

  entry(seq: Seq): ChangeEntry {
    const client = seq % 2 === 0 ? "client-of-ann" : "client-of-bob";
    const head = {
      seq,
      at: 1_700_000_000_000 + seq * 40,
      actor: seq % 2 === 0 ? "ann" : "bob",
      client,
      n: Math.ceil(seq / 2),
      kind: "change" as const,
    };
    if (seq <= this.#shapes) {
      const fields = { at: { x: seq, y: 0 }, color: "red" };
      const place = { of: "root", field: "shapes" };
      const insert = { op: "insert", id: idOf(seq), in: place, at: "end", fields } as const;
      return { ...head, ops: { shapes: [insert] } };
    }
    if (seq % 3 === 0) return { ...head, ops: { page: [this.#type(seq)] } };
    const at = { x: seq % 1000, y: (seq * 7) % 1000 };
    const id = idOf(1 + (seq % this.#shapes));
    return { ...head, ops: { shapes: [{ op: "set", id, field: "at", value: at }] } };
  }

  #type(seq: Seq) {
    const at = seq % (this.#length + 1);
    const isFull = this.#length >= PAGE && at < this.#length;
    const keep = at > 0 ? [at] : [];
    if (!isFull) this.#length += 1;
    const delta = isFull ? [...keep, "x", -1] : [...keep, "x"];
    return { op: "text", id: "root", field: "page", delta } as const;
  }
}

function idOf(n: number): string {
  return `client-of-ann.${n.toString(36)}.0`;
}

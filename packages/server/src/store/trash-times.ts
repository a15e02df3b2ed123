import type { Op, State } from "@alongside/core/engine";

/** The part of a snapshot that has when each record went to the trash. Absent where there is none in it. */
export const TRASH_PART = "trash";

/** Of a record in the trash: its id, and the server time in ms at which it went there. */
export type TrashLine = readonly [id: string, at: number];

/** The records that a part has, those that went to the trash first before the others. */
export function trashIn(part: Uint8Array | undefined): readonly TrashLine[] {
  if (part === undefined) return [];
  return JSON.parse(new TextDecoder().decode(part)) as readonly TrashLine[];
}

/** When records went to the trash, noted as a log is folded. */
export class TrashTimes {
  readonly #at: Map<string, number>;

  /** `part` is what `encode` gave; undefined for nothing. */
  constructor(part?: Uint8Array) {
    this.#at = new Map(trashIn(part));
  }

  /** Takes over an op of an entry of server time `at`, which is about to be written to `state`. */
  note(state: State, op: Op, at: number): void {
    if (op.op === "delete") this.#went(state.nodes.get(op.id), at);
    else if (op.op === "put") {
      const map = state.nodes.get(op.in.of)?.maps?.get(op.in.field);
      if (!state.nodes.has(op.id)) this.#went(map?.current.get(op.key), at);
    } else if (op.op === "restore") {
      const node = state.nodes.get(op.id);
      if (node === undefined) return;
      this.#at.delete(op.id);
      const { home, mapKey } = node;
      const current = home?.kind === "map" ? home.current.get(mapKey as string) : undefined;
      if (current !== node) this.#went(current, at);
    }
  }

  /** The part of a snapshot at server time `at`; undefined for no trash. What nobody noted went there at that time. */
  encode(state: State, at: number): Uint8Array | undefined {
    const lines: TrashLine[] = [];
    for (const { id, trashed } of state.nodes.values())
      if (trashed) lines.push([id, this.#at.get(id) ?? at]);
    if (lines.length === 0) return undefined;
    lines.sort(([, a], [, b]) => a - b);
    return new TextEncoder().encode(JSON.stringify(lines));
  }

  #went(node: ReturnType<State["find"]>, at: number): void {
    if (node !== undefined && !node.trashed) this.#at.set(node.id, at);
  }
}

import { isFields } from "@alongside/core/engine";
import type { WholeSnapshot } from "../store/whole-snapshot.ts";

/** Characters and bytes of a snapshot at most: it is put together in memory. */
const MAX_SNAPSHOT = 256 * 1024 * 1024;

interface Head {
  readonly seq: number;
  readonly at: number;
  readonly version: number;
}

/** Puts a snapshot together from the lines that it was cut into. */
export class SnapshotPieces {
  readonly #state = new Map<string, string[]>();
  readonly #trash: string[] = [];
  readonly #ledger: string[] = [];
  readonly #parts = new Map<string, Buffer[]>();
  #size = 0;
  head: Head | undefined;

  /** Takes the next line. Returns what is wrong with it. */
  add(line: Readonly<Record<string, unknown>>): string | undefined {
    if (this.head === undefined) {
      const { snapshot } = line;
      if (!isFields(snapshot)) return "the snapshot is missing";
      const { seq, at, version } = snapshot as unknown as Head;
      if (![seq, at, version].every((value) => Number.isSafeInteger(value) && value >= 0))
        return "it is no snapshot";
      this.head = { seq, at, version };
      return undefined;
    }
    const { state, text, trash, ledger, part, base64 } = line;
    const piece = text ?? trash ?? ledger ?? base64;
    if (typeof piece !== "string") return "it is no piece of a snapshot";
    this.#size += piece.length;
    if (this.#size > MAX_SNAPSHOT) return `the snapshot has more than ${MAX_SNAPSHOT} characters`;
    if (typeof state === "string" && text !== undefined) pushTo(this.#state, state, piece);
    else if (trash !== undefined) this.#trash.push(piece);
    else if (ledger !== undefined) this.#ledger.push(piece);
    else if (typeof part === "string") pushTo(this.#parts, part, Buffer.from(piece, "base64"));
    else return "it is no piece of a snapshot";
    return undefined;
  }

  /** All of it; undefined where something is missing, or its texts are no JSON. */
  whole(): WholeSnapshot | undefined {
    if (this.head === undefined) return undefined;
    const texts = [...this.#state].map(([key, pieces]) => [key, pieces.join("")] as const);
    const [trash, ledger] = [this.#trash.join(""), this.#ledger.join("")];
    try {
      for (const text of [...texts.map(([, one]) => one), trash, ledger]) JSON.parse(text);
    } catch {
      return undefined;
    }
    const parts = new Map(
      [...this.#parts].map(([name, pieces]) => [name, new Uint8Array(Buffer.concat(pieces))]),
    );
    const lengths = new Map([...parts].map(([name, { length }]) => [name, length]));
    const snapshot = { ...this.head, state: new Map(texts), trash, ledger };
    return { snapshot: parts.size === 0 ? snapshot : { ...snapshot, parts: lengths }, parts };
  }
}

function pushTo<T>(lists: Map<string, T[]>, name: string, item: T): void {
  const list = lists.get(name);
  if (list === undefined) lists.set(name, [item]);
  else list.push(item);
}

import {
  encodeSnapshot,
  fold,
  type OpsByKey,
  type Seq,
  type Snapshot,
  textEngine,
} from "@alongside/core/engine";
import type { Member } from "./member.ts";
import { mayRead } from "./rights.ts";

/** A state of more characters is encoded once for all who are sent it. */
const LARGE = 64 * 1024;

/** What newcomers get of a snapshot: the JSON of what they may read. */
export class SavedStates {
  readonly #snapshot: Snapshot | undefined;
  /** Of large states, by what is read, as long as somebody is being sent them. */
  readonly #encoded = new Map<string, WeakRef<Buffer>>();

  /** `initial` is what a room without a snapshot begins with, where that is anything. */
  constructor(snapshot: Snapshot | undefined, initial?: OpsByKey) {
    this.#snapshot = snapshot ?? (initial && begunWith(initial));
  }

  /** The last `seq` in it; 0 for none. */
  get seq(): Seq {
    return this.#snapshot?.seq ?? 0;
  }

  /** Server time of the last entry in it, in ms; 0 for none. */
  get at(): number {
    return this.#snapshot?.at ?? 0;
  }

  /** The state as text, or, where it is large, as UTF-8 that others may be sent too. */
  of({ mark, rights }: Member): string | Buffer {
    const known = this.#encoded.get(mark)?.deref();
    if (known !== undefined) return known;
    const parts: string[] = [];
    let length = 0;
    for (const [key, text] of this.#snapshot?.state ?? []) {
      if (!mayRead(rights, key)) continue;
      parts.push(`${JSON.stringify(key)}:`, text, ",");
      length += text.length;
    }
    parts.pop();
    if (length <= LARGE) return `{${parts.join("")}}`;
    // Piece by piece, as putting them together would copy all of it once more.
    const encoded = Buffer.concat(["{", ...parts, "}"].map((part) => Buffer.from(part)));
    this.#encoded.set(mark, new WeakRef(encoded));
    return encoded;
  }
}

/** A room in which nothing has happened yet. */
function begunWith(ops: OpsByKey): Snapshot {
  const first = { seq: 1, at: 0, kind: "migration", version: 1, ops } as const;
  const folded = fold(undefined, [first], textEngine);
  return { ...encodeSnapshot(folded), seq: 0 };
}

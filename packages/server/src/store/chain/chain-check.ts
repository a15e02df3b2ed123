import type { Seq } from "@alongside/core/engine";
import type { AuditEntry, AuditLine, AuditNote, AuditStart } from "./audited.ts";
import { base64, digestOf, type NoteKind, noteSealOf, sealOf } from "./seals.ts";

/** How far a chain goes, and what was found on the way. */
export interface ChainEnd {
  /** Its last entry; 0 where there is no chain. */
  readonly seq: Seq;
  /** The last seal. */
  readonly seal: string;
  /** Entries with a seal, and those of them whose words were erased. */
  readonly sealed: number;
  readonly erased: number;
  /** Entries that were written while there was no chain. */
  readonly unsealed: number;
  /** Entries that were rewritten, by no erasing that stands in the chain so far. */
  readonly unproven: readonly Seq[];
}

/** Follows the chain of one room, line by line. Holds something only of entries that were erased: about 100 bytes each. */
export class ChainCheck {
  readonly #room: string;
  readonly #rewritten = new Map<Seq, string>();
  #last: Seq;
  /** The last entry that the chain has. Undefined before there is one, or a start. */
  #seq: Seq | undefined;
  #seal: Uint8Array = new Uint8Array(0);
  #sealed = 0;
  #erased = 0;
  #unsealed = 0;

  constructor({ room, after, chain }: AuditStart) {
    this.#room = room;
    this.#last = after;
    if (chain === undefined) return;
    this.#seq = chain.after;
    this.#seal = bytesOf(chain.seal);
  }

  /** The last entry that it has come to; undefined before there is a chain. */
  get seq(): Seq | undefined {
    return this.#seq;
  }

  /** The seal there. */
  get seal(): string {
    return base64(this.#seal);
  }

  /** The next entry. Throws an `Error` that names it, where it is not what was sealed. */
  entry(entry: AuditEntry): void {
    const { seq, salt, seal, body, digest } = entry;
    if (seq !== this.#last + 1)
      throw new Error(`Entry ${this.#last + 1} is missing: ${seq} comes after ${this.#last}`);
    this.#last = seq;
    if (salt === undefined || seal === undefined) {
      this.#unsealed += 1;
      return;
    }
    if (this.#seq === undefined)
      throw new Error(`Entry ${seq} has a seal, and nothing says where the chain begins`);
    this.#meets(seq - 1, `Entry ${seq}`);
    const now = digestOf(bytesOf(salt), body);
    const sealed = sealOf(
      this.#seal,
      this.#room,
      entry,
      digest === undefined ? now : bytesOf(digest),
    );
    if (base64(sealed) !== seal)
      throw new Error(
        `Entry ${seq} is not the one that was sealed: it was changed, or the one before it, or one between them is gone`,
      );
    this.#sealed += 1;
    [this.#seq, this.#seal] = [seq, sealed];
    if (digest === undefined) return;
    this.#erased += 1;
    this.#rewritten.set(seq, base64(now));
  }

  /** The next note. Throws an `Error` that names the entry it stands after. */
  note({ seq, note, body, seal }: AuditNote): void {
    const kind = note as NoteKind;
    if (this.#seq === undefined)
      throw new Error(
        `There is a note after entry ${seq}, and nothing says where the chain begins`,
      );
    if (kind !== "gap") this.#meets(seq, `A note after entry ${seq}`);
    const sealed = noteSealOf(this.#seal, this.#room, { seq, kind, body });
    if (base64(sealed) !== seal)
      throw new Error(`A note after entry ${seq} (${kind}) is not the one that was sealed`);
    const said = JSON.parse(body) as {
      readonly from?: Seq;
      readonly digests?: readonly (readonly [Seq, string])[];
    };
    if (kind === "gap" && (said.from !== this.#seq + 1 || seq !== this.#last))
      throw new Error(
        `The chain was off from entry ${said.from} to ${seq}, and there it is off after ${this.#seq}`,
      );
    this.#seal = sealed;
    if (kind === "gap") this.#seq = seq;
    for (const [of, digest] of said.digests ?? [])
      if (this.#rewritten.get(of) === digest) this.#rewritten.delete(of);
  }

  /** The chain stands at `seq` where what comes is sealed. */
  #meets(seq: Seq, what: string): void {
    const at = this.#seq as Seq;
    if (at < seq) throw new Error(`${what} follows ${seq}, and entry ${at + 1} has no seal`);
    if (at > seq) throw new Error(`${what} comes after entry ${at}`);
  }

  end(): ChainEnd {
    return {
      seq: this.#seq ?? 0,
      seal: base64(this.#seal),
      sealed: this.#sealed,
      erased: this.#erased,
      unsealed: this.#unsealed,
      unproven: [...this.#rewritten.keys()],
    };
  }
}

/**
 * Follows the chain of what `Store.audited` tells of a room. Resolves with where it ends; undefined for a room that holds nothing. Rejects
 * with an `Error` that names the first entry that is not what was sealed.
 */
export async function checkChain(lines: AsyncIterable<AuditLine>): Promise<ChainEnd | undefined> {
  let check: ChainCheck | undefined;
  for await (const line of lines) {
    if ("after" in line) check = new ChainCheck(line);
    else if ("note" in line) check?.note(line);
    else check?.entry(line);
  }
  return check?.end();
}

function bytesOf(text: string): Uint8Array {
  return Buffer.from(text, "base64url");
}

import type { Seq, Snapshot } from "@alongside/core/engine";
import { createHash } from "node:crypto";

/** Parts are small, so that writing one never holds up the appends for long. */
const PART_BYTES = 128 * 1024;

/** How a snapshot's bytes are divided into its texts, with their lengths in bytes. */
interface Layout {
  /** Absent in snapshots from before there were migrations. */
  readonly at?: number;
  /** Absent in the same snapshots: 1. */
  readonly version?: number;
  readonly state: readonly (readonly [key: string, bytes: number])[];
  readonly trash: number;
  readonly ledger: number;
}

/** A snapshot as it lies in the file: its texts one after another, cut into parts. */
export interface SnapshotFile {
  readonly layout: string;
  readonly digest: string;
  readonly parts: readonly Uint8Array[];
}

export function encodeParts(snapshot: Snapshot): SnapshotFile {
  const state = [...snapshot.state].map(([key, text]) => [key, Buffer.from(text)] as const);
  const trash = Buffer.from(snapshot.trash);
  const ledger = Buffer.from(snapshot.ledger);
  const whole = Buffer.concat([...state.map(([, bytes]) => bytes), trash, ledger]);
  const layout: Layout = {
    at: snapshot.at,
    version: snapshot.version,
    state: state.map(([key, bytes]) => [key, bytes.length]),
    trash: trash.length,
    ledger: ledger.length,
  };
  const parts: Uint8Array[] = [];
  // Copies, each in a buffer of its own, so that it can be handed to another thread.
  for (let from = 0; from < whole.length; from += PART_BYTES)
    parts.push(new Uint8Array(whole.subarray(from, from + PART_BYTES)));
  return { layout: JSON.stringify(layout), digest: digestOf(parts), parts };
}

/** The snapshot in the parts. Throws when they are not those that were written. */
export function decodeParts(seq: Seq, { layout, digest, parts }: SnapshotFile): Snapshot {
  if (digestOf(parts) !== digest)
    throw new Error(`The snapshot at ${seq} is damaged: its checksum does not match`);
  const { at = 0, version = 1, state, trash, ledger } = JSON.parse(layout) as Layout;
  const whole = Buffer.concat(parts);
  let from = 0;
  const take = (bytes: number): string => whole.toString("utf8", from, (from += bytes));
  return {
    seq,
    at,
    version,
    state: new Map(state.map(([key, bytes]) => [key, take(bytes)])),
    trash: take(trash),
    ledger: take(ledger),
  };
}

/** Throws when one of the snapshot's texts is not JSON. */
export function checkTexts(snapshot: Snapshot): void {
  for (const text of [...snapshot.state.values(), snapshot.trash, snapshot.ledger])
    JSON.parse(text);
}

function digestOf(parts: readonly Uint8Array[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
}

/** The id of a part's row: a snapshot's parts lie beside each other, in order. */
export function partId(snapshot: number, n: number): number {
  return snapshot * 2 ** 20 + n;
}

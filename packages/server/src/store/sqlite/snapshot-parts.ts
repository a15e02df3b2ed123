import type { Seq, Snapshot } from "@alongside/core/engine";
import { createHash } from "node:crypto";
import type { WholeSnapshot } from "../whole-snapshot.ts";

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
  /** Parts of bytes, which lie behind the texts. Absent in snapshots from before there were any. */
  readonly parts?: readonly PartLayout[];
}

/** A part of bytes: its name, its bytes, in how many rows they lie behind those before, and their checksum. */
type PartLayout = readonly [name: string, bytes: number, rows: number, digest: string];

/** A snapshot as it lies in the file: its texts one after another, cut into rows. */
export interface SnapshotFile {
  readonly layout: string;
  readonly digest: string;
  readonly parts: readonly Uint8Array[];
}

/** The same with the rows of its parts of bytes, which come behind those of its texts. */
export interface WholeSnapshotFile extends SnapshotFile {
  readonly more: readonly Uint8Array[];
}

export function encodeParts({ snapshot, parts: given }: WholeSnapshot): WholeSnapshotFile {
  const state = [...snapshot.state].map(([key, text]) => [key, Buffer.from(text)] as const);
  const trash = Buffer.from(snapshot.trash);
  const ledger = Buffer.from(snapshot.ledger);
  const whole = Buffer.concat([...state.map(([, bytes]) => bytes), trash, ledger]);
  const more: Uint8Array[] = [];
  const layouts = [...given].map(([name, bytes]): PartLayout => {
    const rows = cut(bytes);
    more.push(...rows);
    return [name, bytes.length, rows.length, digestOf(rows)];
  });
  const layout: Layout = {
    at: snapshot.at,
    version: snapshot.version,
    state: state.map(([key, bytes]) => [key, bytes.length]),
    trash: trash.length,
    ledger: ledger.length,
    ...(layouts.length > 0 && { parts: layouts }),
  };
  const parts = cut(whole);
  return { layout: JSON.stringify(layout), digest: digestOf(parts), parts, more };
}

/** Copies, each in a buffer of its own, so that it can be handed to another thread. */
function cut(whole: Uint8Array): readonly Uint8Array[] {
  const rows: Uint8Array[] = [];
  for (let from = 0; from < whole.length; from += PART_BYTES)
    rows.push(new Uint8Array(whole.subarray(from, from + PART_BYTES)));
  return rows;
}

/** Where the rows of a part lie behind those of the texts, and their checksum; undefined for a part that is not there. */
export function partIn(
  layout: string,
  name: string,
): { readonly row: number; readonly rows: number; readonly digest: string } | undefined {
  let row = 0;
  for (const [one, , rows, digest] of (JSON.parse(layout) as Layout).parts ?? []) {
    if (one === name) return { row, rows, digest };
    row += rows;
  }
  return undefined;
}

/** The names of the parts of bytes. */
export function partsIn(layout: string): readonly string[] {
  return ((JSON.parse(layout) as Layout).parts ?? []).map(([name]) => name);
}

/** The bytes of a part. Throws when they are not those that were written. */
export function decodePart(rows: readonly Uint8Array[], name: string, digest: string): Uint8Array {
  if (digestOf(rows) !== digest)
    throw new Error(`The part "${name}" of a snapshot is damaged: its checksum does not match`);
  return new Uint8Array(Buffer.concat(rows));
}

/** The snapshot in the parts. Throws when they are not those that were written. */
export function decodeParts(seq: Seq, { layout, digest, parts }: SnapshotFile): Snapshot {
  if (digestOf(parts) !== digest)
    throw new Error(`The snapshot at ${seq} is damaged: its checksum does not match`);
  const { at = 0, version = 1, state, trash, ledger, parts: more } = JSON.parse(layout) as Layout;
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
    ...(more && { parts: new Map(more.map(([name, bytes]) => [name, bytes])) }),
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

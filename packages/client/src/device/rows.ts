import type { Json } from "@alongside/core";
import {
  isClientId,
  isFields,
  type KeyState,
  type LastEntry,
  type LogName,
  type Rights,
  type Seq,
} from "@alongside/core/engine";
import type { ChangeData } from "../room/pending.ts";
import type { Refusal } from "../room/rejections.ts";
import type { Stands } from "./refused-texts.ts";
import type { DeviceKind, DeviceRow, DeviceWrite } from "./device-store.ts";

/** The version of what is written here. A row of another one is passed over, and stays. */
const FORMAT = 1;

/** `room`, under "": the room as the log had it at `seq`. */
export interface RoomRow {
  /** Of the definition. */
  readonly version: number;
  readonly log: LogName;
  readonly seq: Seq;
  readonly at: number;
  readonly mark?: string;
  readonly rights: Rights;
  readonly states: { readonly [key: string]: KeyState };
  /** The page's definition had no texts, and edits of those that it once had are not in `states`. */
  readonly hasPassedEdits?: true;
  /** When the room was last heard of, in ms of the client's clock. */
  readonly asOf: number;
}

/** `queue`, under a client id: what a page had not sent, or not heard the end of. */
export interface QueueRow {
  /** Of the definition. */
  readonly version: number;
  /** Larger than that of each queue that was here when it was begun. */
  readonly order: number;
  /** The client ids of the queues that were shown under it, as far as they had not ended: it is sent after those. */
  readonly over?: readonly string[];
  /** The last entry that the page had as it wrote this: what it had not sent by then has ended later, if at all. */
  readonly last: LastEntry;
}

/** `text`, under a client id and a text: the text that the first of the queue's edits of it is made on. */
export interface TextRow {
  /** The top-level key. */
  readonly key: string;
  readonly id: string;
  readonly field: string;
  readonly text: Json;
}

/** `refused`, under a client id and a number: what is listed in `room.rejected`. */
export type RefusedRow = Pick<
  Refusal,
  "code" | "message" | "at" | "ops" | "leaning" | "mutation" | "strict" | "seen" | "generation"
> & { readonly stands?: Stands | undefined };

/** A queue with all that belongs to it. */
export interface StoredQueue extends QueueRow {
  readonly client: string;
  /** By their numbers on the wire, which rise. */
  readonly changes: readonly ChangeData[];
  /** Behind changes that are missing, as what they were in was damaged. */
  readonly rest: readonly ChangeData[];
  readonly texts: readonly TextRow[];
}

/** What is stored of a room. */
export interface Stored {
  readonly room: RoomRow | undefined;
  /** In the order in which they were begun. */
  readonly queues: readonly StoredQueue[];
  /** What was refused, by the keys of its rows. */
  readonly refused: ReadonlyMap<string, RefusedRow>;
}

/** About how many characters of JSON one row of changes has. */
const CHUNK = 64 * 1024;

export function roomRow(room: string, row: RoomRow): DeviceRow {
  return { room, kind: "room", key: "", value: { format: FORMAT, ...row } as unknown as Json };
}

export function queueRow(room: string, client: string, row: QueueRow): DeviceRow {
  return { room, kind: "queue", key: client, value: { format: FORMAT, ...row } as unknown as Json };
}

export function textRow(room: string, client: string, row: TextRow): DeviceRow {
  const key = `${under(client)}${row.id} ${row.field}`;
  return { room, kind: "text", key, value: { ...row } };
}

export function refusedRow(
  room: string,
  key: string,
  refusal: Refusal,
  stands: Stands | undefined,
): DeviceRow {
  const { code, message, at, ops, leaning, mutation, strict, seen, generation } = refusal;
  // A copy without what is undefined, and with edits of texts as they stand now.
  const kept = { code, message, at, ops, leaning, mutation, strict, seen, generation, stands };
  const json = JSON.stringify({ format: FORMAT, ...kept });
  return { room, kind: "refused", key, value: JSON.parse(json) as Json };
}

/** Stands in a queue for a change that cannot go on, as the log went back: what follows it is not damaged. */
interface GoneRow {
  readonly n: number;
  readonly isGone: true;
  readonly ops: Record<string, never>;
}

/** The changes among those from `first` to `last`, and what stands for the others. */
export function withGone(
  changes: readonly ChangeData[],
  first: number,
  last: number,
): readonly ChangeData[] {
  if (changes.length > last - first) return changes;
  const all: ChangeData[] = [];
  const fill = (end: number): void => {
    for (let n = first + all.length; n < end; n++) {
      const gone: GoneRow & ChangeData = { n, base: 0, isGone: true, ops: {} };
      all.push(gone);
    }
  };
  for (const change of changes) {
    fill(change.n);
    all.push(change);
  }
  fill(last + 1);
  return all;
}

/** The changes in rows of which each can be written at once. */
export function chunkRows(
  room: string,
  client: string,
  changes: readonly ChangeData[],
): readonly DeviceRow[] {
  const rows: DeviceRow[] = [];
  let list: Json[] = [];
  let length = 0;
  const end = (): void => {
    const [first] = list as unknown as ChangeData[];
    if (first === undefined) return;
    const key = `${under(client)}${String(first.n).padStart(12, "0")}`;
    rows.push({ room, kind: "chunk", key, value: list });
    list = [];
    length = 0;
  };
  for (const change of changes) {
    // A copy without what is undefined, which only JSON leaves out.
    const json = JSON.stringify(change);
    if (length + json.length > CHUNK) end();
    list.push(JSON.parse(json) as Json);
    length += json.length;
  }
  end();
  return rows;
}

/** What the keys of all rows begin with that belong to a queue. */
function under(client: string): string {
  return `${client}/`;
}

/** What takes a queue off the device. */
export function withoutQueue(room: string, client: string): readonly DeviceWrite[] {
  return [
    { delete: { room, kind: "queue", key: client } },
    { clear: { room, kind: "chunk", key: under(client) } },
    { clear: { room, kind: "text", key: under(client) } },
  ];
}

/** What writes a queue anew, as it is given. */
export function withQueue(room: string, queue: StoredQueue): readonly DeviceWrite[] {
  const { client, changes, rest, texts, ...row } = queue;
  return [
    ...withoutQueue(room, client),
    { put: queueRow(room, client, row) },
    ...chunkRows(room, client, [...changes, ...rest]).map((put) => ({ put })),
    ...texts.map((text) => ({ put: textRow(room, client, text) })),
  ];
}

/** Reads the rows of a room. `report` hears of those that are not what this page writes; they are passed over. */
export function readRows(rows: readonly DeviceRow[], report: (error: unknown) => void): Stored {
  const of = (kind: DeviceKind): readonly DeviceRow[] => rows.filter((row) => row.kind === kind);
  const read = <T>(row: DeviceRow, make: () => T | undefined): T | undefined => {
    try {
      const made = make();
      if (made === undefined) throw new TypeError("It is not of this format");
      return made;
    } catch (cause) {
      const where = `${row.room}: the device's row ${row.kind} ${row.key} is passed over`;
      report(new Error(where, { cause }));
      return undefined;
    }
  };
  const [first] = of("room");
  const room =
    first &&
    read(first, () => {
      const { value } = first;
      return isFormat<RoomRow>(value) &&
        isFields(value.states) &&
        isLast({ ...value.log, seq: value.seq, at: value.at })
        ? value
        : undefined;
    });
  const queues = of("queue").flatMap((row) => {
    const queue = read(row, (): StoredQueue | undefined => {
      const { value, key: client } = row;
      if (!isFormat<QueueRow>(value) || !isClientId(client) || !isLast(value.last))
        return undefined;
      const its = (kind: DeviceKind): readonly DeviceRow[] =>
        of(kind).filter(({ key }) => key.startsWith(under(client)));
      const changes = its("chunk").flatMap((chunk) => chunk.value as unknown as ChangeData[]);
      const texts = its("text").map((text) => text.value as unknown as TextRow);
      const { version, order, over = [], last } = value;
      if (!Array.isArray(over)) return undefined;
      if (!changes.every(isChange) || !texts.every(isFields)) return undefined;
      const hole = changes.findIndex(({ n }, i) => i > 0 && n !== (changes[i - 1]?.n ?? 0) + 1);
      const isThere = (change: ChangeData): boolean => !("isGone" in change);
      const rest = hole < 0 ? [] : changes.splice(hole).filter(isThere);
      return { version, order, over, last, client, changes: changes.filter(isThere), rest, texts };
    });
    return queue === undefined ? [] : [queue];
  });
  const inOrder = queues.toSorted((a, b) => a.order - b.order || (a.client < b.client ? -1 : 1));
  const refused = new Map<string, RefusedRow>();
  for (const row of of("refused")) {
    const { value, key } = row;
    const isRefused = (): boolean =>
      isFormat<RefusedRow>(value) && isFields(value.ops) && isFields(value.leaning);
    const made = read(row, () => (isRefused() ? (value as unknown as RefusedRow) : undefined));
    if (made !== undefined) refused.set(key, made);
  }
  return { room, queues: inOrder, refused };
}

function isFormat<T>(value: unknown): value is T & { readonly [field: string]: unknown } {
  return isFields(value) && value.format === FORMAT;
}

function isLast(value: unknown): boolean {
  const { epoch, generation, seq, at } = (isFields(value) ? value : {}) as Partial<LastEntry>;
  return typeof epoch === "string" && [generation, seq, at].every(Number.isSafeInteger);
}

function isChange(change: ChangeData, i: number, all: readonly ChangeData[]): boolean {
  const follows = i === 0 || change.n > (all[i - 1]?.n ?? 0);
  return isFields(change) && Number.isSafeInteger(change.n) && follows && isFields(change.ops);
}

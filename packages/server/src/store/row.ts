import {
  type ChangeEntry,
  decodeOps,
  encodeOps,
  type Entry,
  numbersPart,
  type NumbersPart,
  type OpsByKey,
  readNumbers,
  type Seq,
  type WireOps,
} from "@alongside/core/engine";
import type { OpsJsons } from "./store.ts";

/** Neighbouring entries of one room as a row of the log holds them. */
export interface EncodedRow {
  /** Server time of the first entry, in ms. */
  readonly at: number;
  /** JSON of `[client, user, client, user, …]`: who wrote them, each pair once. The entries of a user are found by it. */
  readonly authors: string;
  /**
   * JSON of the entries, each an array; where some of them have bytes, these follow it: a number of 4 bytes (little-endian) says
   * how long the JSON is.
   */
  readonly body: string | Uint8Array;
}

/** A row as it is read. */
export interface ReadRow extends EncodedRow {
  readonly first: Seq;
}

type Parts = readonly unknown[];

/**
 * Puts entries into one row, as they come. Each is `[ms, author, n, ops, mutation?]` for a change, else a letter is first:
 * `["o", ms, author, n, code, message]`, where `n` is `[first, n]` for a change that ends several numbers;
 * `["f", via, ms, author, n, ops, mutation?]` for a change of a follower's, `["p", ms, ids]`, `["m", ms, version, ops]`, and for a kind that is not known here
 * `["x", ms, fields, name, bytes, …]`. `ms` counts from the entry before, `author` is a pair of `authors`.
 */
export class RowEncoder {
  readonly at: number;
  readonly #parts: string[] = [];
  readonly #authors = new Map<string, number>();
  readonly #names: string[] = [];
  readonly #bytes: Uint8Array[] = [];
  #last: number;
  #length = 0;

  constructor(first: Entry) {
    this.at = this.#last = first.at;
  }

  /** About how many bytes it has. */
  get length(): number {
    return this.#length;
  }

  /** Adds the entries that follow; `opsJson` is as for an append. */
  add(entries: readonly Entry[], opsJson?: OpsJsons): void {
    for (let i = 0; i < entries.length; i++) {
      const entry = entries[i] as Entry;
      const ms = entry.at - this.#last;
      this.#last = entry.at;
      const part = this.#encode(entry, ms, opsJson?.[i]);
      this.#parts.push(part);
      this.#length += part.length + 1;
    }
  }

  done(): EncodedRow {
    const json = `[${this.#parts.join(",")}]`;
    const authors = JSON.stringify(this.#names);
    if (this.#bytes.length === 0) return { at: this.at, authors, body: json };
    const text = Buffer.from(json);
    const head = Buffer.alloc(4);
    head.writeUInt32LE(text.length);
    // In a buffer of its own, as Buffer shares one between small ones.
    const body = new Uint8Array(Buffer.concat([head, text, ...this.#bytes]));
    return { at: this.at, authors, body };
  }

  #encode(entry: Entry, ms: number, json: string | undefined): string {
    switch (entry.kind) {
      case "change": {
        const author = this.#author(entry.client, entry.actor);
        const call = entry.mutation === undefined ? "" : `,${JSON.stringify(entry.mutation)}`;
        const rest = `${ms},${author},${numbersJson(entry)},${json ?? jsonOf(entry.ops)}${call}`;
        return entry.via === undefined ? `[${rest}]` : `["f",${JSON.stringify(entry.via)},${rest}]`;
      }
      case "outcome": {
        const author = this.#author(entry.client, entry.actor);
        const { code, message } = entry;
        return JSON.stringify(["o", ms, author, numbersPart(entry), code, message]);
      }
      case "prune":
        return JSON.stringify(["p", ms, entry.ids]);
      case "migration":
        return `["m",${ms},${entry.version},${json ?? jsonOf(entry.ops)}]`;
      default:
        return this.#encodeOther(entry, ms);
    }
  }

  /** An entry of a kind to come: its fields as they are, those of bytes apart. */
  #encodeOther(entry: object, ms: number): string {
    const fields: Record<string, unknown> = {};
    const bytes: (string | number)[] = [];
    for (const [name, value] of Object.entries(entry)) {
      if (name === "seq" || name === "at") continue;
      if (!(value instanceof Uint8Array)) {
        fields[name] = value;
        continue;
      }
      bytes.push(name, value.length);
      // What the caller does to its own afterwards is not seen.
      this.#bytes.push(value.slice());
      this.#length += value.length;
    }
    return JSON.stringify(["x", ms, fields, ...bytes]);
  }

  #author(client: string, user: string): number {
    const key = `${client} ${user}`;
    let author = this.#authors.get(key);
    if (author === undefined) {
      author = this.#authors.size;
      this.#authors.set(key, author);
      this.#names.push(client, user);
    }
    return author;
  }
}

function numbersJson({ first, n }: ChangeEntry): string {
  return first === undefined ? `${n}` : `[${first},${n}]`;
}

function jsonOf(ops: OpsByKey): string {
  return JSON.stringify(encodeOps(ops));
}

/** The entries of a row. */
export function decodeRow({ first, at, authors, body }: ReadRow): readonly Entry[] {
  const isText = typeof body === "string";
  const whole = isText ? undefined : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const end = whole === undefined ? 0 : 4 + whole.readUInt32LE(0);
  const rows = JSON.parse(isText ? body : (whole as Buffer).toString("utf8", 4, end)) as Parts[];
  const names = JSON.parse(authors) as readonly string[];
  let last = at;
  let from = end;
  return rows.map((parts, i): Entry => {
    const letter = typeof parts[0] === "string" ? parts[0] : "";
    last += parts[letter === "" ? 0 : letter === "f" ? 2 : 1] as number;
    const head = { seq: first + i, at: last };
    const by = (author: number) => ({
      actor: names[2 * author + 1] as string,
      client: names[2 * author] as string,
    });
    switch (letter) {
      case "": {
        const [, author, n, wireOps, mutation] = parts as Change;
        const [actor, client] = [names[2 * author + 1] as string, names[2 * author] as string];
        const ops = decodeOps(wireOps);
        // Nearly all of a log: so without the copies that the others are put together from.
        if (parts.length === 4 && typeof n === "number")
          return { seq: first + i, at: last, actor, client, n, kind: "change", ops };
        const change = { ...head, ...by(author), ...readNumbers(n), kind: "change", ops } as const;
        return parts.length === 4 ? change : { ...change, mutation };
      }
      case "f": {
        const [, via, , author, n, wireOps, mutation] = parts as Followed;
        const ops = decodeOps(wireOps);
        const change = { ...head, ...by(author), ...readNumbers(n), kind: "change", ops } as const;
        return mutation === undefined ? { ...change, via } : { ...change, mutation, via };
      }
      case "o": {
        const [, , author, n, code, message] = parts as Tuple<"o">;
        return { ...head, ...by(author), ...readNumbers(n), kind: "outcome", code, message };
      }
      case "p":
        return { ...head, kind: "prune", ids: parts[2] as readonly string[] };
      case "m":
        return {
          ...head,
          kind: "migration",
          version: parts[2] as number,
          ops: decodeOps(parts[3] as WireOps),
        };
      case "x": {
        const [, , fields, ...bytes] = parts as [string, number, object, ...(string | number)[]];
        const other: Record<string, unknown> = { ...head, ...fields };
        for (let j = 0; j < bytes.length; j += 2) {
          const length = bytes[j + 1] as number;
          // A copy: the row's buffer may be large, or go to another thread.
          other[bytes[j] as string] = new Uint8Array(
            (whole as Buffer).subarray(from, from + length),
          );
          from += length;
        }
        return other as unknown as Entry;
      }
      default:
        throw new Error(
          `Entry ${head.seq} is of a kind that this version does not know: ${letter}`,
        );
    }
  });
}

type Change = readonly [number, number, NumbersPart, WireOps, never];
type Followed = readonly [
  "f",
  readonly string[],
  number,
  number,
  NumbersPart,
  WireOps,
  ChangeEntry["mutation"],
];
type Tuple<L> = readonly [L, number, number, NumbersPart, string, string];

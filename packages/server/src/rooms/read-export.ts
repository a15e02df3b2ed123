import {
  decodeOps,
  type Entry,
  isFields,
  parseRoomId,
  type RoomId,
  type Seq,
  type WireOps,
} from "@alongside/core/engine";
import { createHash } from "node:crypto";
import { ENTRY_KINDS } from "../room/entry-kinds.ts";
import type { PostRow } from "../store/posts.ts";
import type { ImportStep } from "../store/store.ts";
import { BadExport } from "./bad-export.ts";
import { entryFault, isCount, isText } from "./entry-fault.ts";
import { EXPORT_FORMAT } from "./export-lines.ts";
import { isTime, PostLines } from "./read-post.ts";
import { snapshotFault } from "./snapshot-fault.ts";
import { SnapshotPieces } from "./snapshot-pieces.ts";

/** Characters of a line at most; of entries that are handed on together, about. */
const MAX_LINE = 32 * 1024 * 1024;
const BATCH = 256 * 1024;

/** How far the clock of the server that wrote an export may be ahead of this one's, in ms. */
const MOST_AHEAD = 24 * 60 * 60 * 1000;

type Line = Readonly<Record<string, unknown>>;

/**
 * Reads an export, and hands on what is in it while it comes: at most a snapshot, first, then entries, then posts. Throws {@link BadExport} at the
 * first line that is not as it was written, also after all else was handed on. `version` is that of the definition of `room`,
 * `now` the server's time in ms.
 */
export async function* readExport(
  room: RoomId,
  version: number,
  now: number,
  lines: AsyncIterable<string> | Iterable<string>,
): AsyncIterable<ImportStep> {
  const reader = new Reader(room, version, now);
  for await (const text of lines) {
    const step = reader.take(text);
    if (step !== undefined) yield step;
  }
  const rest = reader.end();
  if (rest !== undefined) yield rest;
}

type Stage = "header" | "snapshot" | "entries" | "posts" | "over";

class Reader {
  readonly #room: RoomId;
  readonly #version: number;
  readonly #now: number;
  readonly #digest = createHash("sha256");
  readonly #pieces = new SnapshotPieces();
  #stage: Stage = "header";
  #line = 0;
  #base: Seq = 0;
  #seq: Seq = 0;
  #at = 0;
  /** That of the definition, as far as the log tells. */
  #stored = 0;
  #batch: Entry[] = [];
  readonly #postLines = new PostLines();
  #posts: PostRow[] = [];
  #count = 0;
  #size = 0;

  constructor(room: RoomId, version: number, now: number) {
    this.#room = room;
    this.#version = version;
    this.#now = now;
  }

  /** Reads the next line. Returns what is to be written by now. */
  take(text: unknown): ImportStep | undefined {
    this.#line += 1;
    const value = this.#parse(text);
    if (value === undefined) return undefined;
    if (this.#stage === "over") throw this.#damaged("there is more behind the end");
    if ("end" in value) return this.#over(value["end"]);
    this.#digest.update(`${String(text).replace(/\r?\n$/, "")}\n`);
    if (this.#stage === "header") return this.#header(value);
    if ("seq" in value) return this.#entry(value, String(text).length);
    if ("post" in value) return this.#post(value["post"], String(text).length);
    if (this.#stage !== "snapshot") throw this.#damaged("it is no entry");
    return this.#piece(value);
  }

  /** What is left to be written. Throws where the end is missing. */
  end(): ImportStep | undefined {
    if (this.#stage !== "over") {
      this.#line += 1;
      throw this.#damaged("the export ends here, and its end is missing: it was cut");
    }
    return this.#taken();
  }

  #parse(text: unknown): Line | undefined {
    if (typeof text !== "string") throw this.#damaged("it is no text");
    if (text.length > MAX_LINE)
      throw this.#damaged(`it has ${text.length} characters, and ${MAX_LINE} is the most`);
    if (text.trim() === "") {
      // A line break at the end, say.
      if (this.#stage === "over") return undefined;
      throw this.#damaged("it is empty");
    }
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      throw this.#damaged("it is no JSON");
    }
    if (!isFields(value)) throw this.#damaged("it is no object");
    return value;
  }

  #header({ alongside, format, room, base, kind }: Line): undefined {
    if (alongside !== "room") throw this.#bad("import.foreign", "this is no export of a room");
    if (!isCount(format)) throw this.#damaged("its format is none");
    if (format > EXPORT_FORMAT)
      throw this.#bad(
        "import.newer",
        `it was written by a newer version of Alongside (format ${format}, this one reads ${EXPORT_FORMAT})`,
      );
    const wanted = parseRoomId(this.#room)?.name;
    if (kind !== wanted)
      throw this.#bad(
        "import.foreign",
        `${String(room)} is of the kind ${String(kind)}, not ${wanted}`,
      );
    if (!isCount(base)) throw this.#damaged("its base is none");
    this.#base = this.#seq = base;
    this.#stage = base === 0 ? "entries" : "snapshot";
  }

  #piece(value: Line): undefined {
    const fault = this.#pieces.add(value);
    if (fault !== undefined) throw this.#damaged(fault);
    const { head } = this.#pieces;
    if (head === undefined) return;
    if (head.seq !== this.#base)
      throw this.#damaged(`its snapshot is at ${head.seq}, and the log begins after ${this.#base}`);
    this.#checkVersion(head.version);
    if (!isTime(head.at)) throw this.#damaged("its time is none");
    this.#checkTime(head.at);
    this.#at = head.at;
  }

  #entry(value: Line, size: number): ImportStep | undefined {
    if (this.#stage === "posts") throw this.#damaged("entries stand before posts");
    if (this.#stage === "snapshot") {
      const step = this.#whole();
      this.#stage = "entries";
      // The entry itself is in the next step.
      this.#push(value, size);
      return step;
    }
    this.#push(value, size);
    return this.#size < BATCH ? undefined : this.#taken();
  }

  #post(value: unknown, size: number): ImportStep | undefined {
    // What stands before the first one is written first.
    const before = this.#stage === "snapshot" ? this.#whole() : undefined;
    const step = this.#stage === "posts" ? undefined : (before ?? this.#taken());
    this.#stage = "posts";
    const post = this.#postLines.read(value, this.#seq, this.#at);
    if (typeof post === "string") throw this.#damaged(post);
    this.#posts.push(post);
    this.#count += 1;
    this.#size += size;
    return step ?? (this.#size < BATCH ? undefined : this.#taken());
  }

  /** What gathered. */
  #taken(): ImportStep | undefined {
    const [entries, posts] = [this.#batch, this.#posts];
    [this.#batch, this.#posts, this.#size] = [[], [], 0];
    if (entries.length > 0) return entries;
    return posts.length > 0 ? { posts } : undefined;
  }

  #whole(): ImportStep {
    const whole = this.#pieces.whole();
    if (whole === undefined) throw this.#damaged("the snapshot before it is not whole");
    const fault = snapshotFault(whole);
    if (fault !== undefined) throw this.#damaged(`the snapshot before it: ${fault}`);
    return whole;
  }

  #push(value: Line, size: number): void {
    const { seq, at, kind, ops } = value;
    if (seq !== this.#seq + 1)
      throw this.#damaged(`entry ${this.#seq + 1} is missing: here is ${String(seq)}`);
    if (!isTime(at) || at < this.#at)
      throw this.#damaged("its time is none, or before the last one");
    this.#checkTime(at);
    if (typeof kind !== "string") throw this.#damaged("its kind is none");
    if (!ENTRY_KINDS.has(kind))
      throw this.#bad(
        "import.newer",
        `it is of the kind "${kind}", which this server is too old for`,
      );
    const fault = entryFault(value);
    if (fault !== undefined) throw this.#damaged(fault);
    if (kind === "migration") this.#checkVersion(value["version"] as number);
    this.#seq = seq;
    this.#at = at;
    this.#size += size;
    const read = ops === undefined ? value : { ...value, ops: this.#ops(ops) };
    this.#batch.push(read as unknown as Entry);
  }

  #ops(ops: unknown): unknown {
    try {
      if (areOps(ops)) {
        const decoded = decodeOps(ops);
        // One of a kind that is not known comes out as nothing.
        if (Object.values(decoded).every((list) => list.every(isFields))) return decoded;
      }
    } catch {
      // Told below.
    }
    throw this.#damaged("its ops are none");
  }

  #over(end: unknown): ImportStep | undefined {
    const count = this.#seq - this.#base;
    if (this.#stage === "header") throw this.#damaged("it has no header");
    if (!isFields(end) || end["entries"] !== count)
      throw this.#damaged(`it has ${count} entries, and its end says another number`);
    if ((end["posts"] ?? 0) !== this.#count)
      throw this.#damaged(`it has ${this.#count} posts, and its end says another number`);
    if (end["sha256"] !== this.#digest.digest("hex"))
      throw this.#damaged("its checksum is another one: some line before it was changed");
    if (this.#seq === 0) throw this.#damaged("it holds nothing");
    const step = this.#stage === "snapshot" ? this.#whole() : undefined;
    this.#stage = "over";
    return step;
  }

  /** Time never runs back in a room: what is written to it later would be as far ahead. */
  #checkTime(at: number): void {
    if (at > this.#now + MOST_AHEAD)
      throw this.#damaged(
        `its time is ${new Date(at).toISOString()}, more than a day ahead of this server's`,
      );
  }

  #checkVersion(version: number): void {
    if (version < 1 || version < this.#stored)
      throw this.#damaged(`its version is ${version}, after ${this.#stored}`);
    this.#stored = version;
    if (version > this.#version)
      throw this.#bad(
        "import.newer",
        `the room is at version ${version} of its definition, and this server runs ${this.#version}`,
      );
  }

  #damaged(why: string): BadExport {
    return this.#bad("import.damaged", why);
  }

  #bad(code: BadExport["code"], why: string): BadExport {
    return new BadExport(code, this.#line, why);
  }
}

/** Whether these are keys, each with a list of what could be ops. */
function areOps(value: unknown): value is WireOps {
  return (
    Array.isArray(value) &&
    value.length % 2 === 0 &&
    value.every((part: unknown, i) =>
      i % 2 === 0
        ? isText(part) && part !== "__proto__"
        : Array.isArray(part) && part.every((op: unknown) => Array.isArray(op) && isText(op[1])),
    )
  );
}

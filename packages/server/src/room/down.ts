import type {
  Entries,
  Entry,
  MigrationEntry,
  OpsByKey,
  Rights,
  RoomId,
} from "@alongside/core/engine";
import { readable } from "./rights.ts";

/** How an author's own change came out, beyond what the log says. */
export interface AuthorNote {
  /** The ops are not what the author asked for, so the acknowledgement carries them. */
  readonly differs: boolean;
  readonly void?: readonly (readonly [string, number])[] | undefined;
}

/** `{"skip":1}` as everybody gets it for an entry that holds nothing for them. */
export const SKIP = '{"skip":1}';

/** Says that what follows is cut to fewer rights than its receiver was let in with. */
export function cutFrame(room: RoomId): string {
  return JSON.stringify({ type: "entries", room, list: [], cut: true } satisfies Entries);
}

/** JSON of an entry as somebody other than its author sees it. */
export function commitText(entry: Entry, rights: Rights): string {
  if (entry.kind === "prune") return JSON.stringify({ pruned: entry.ids, seq: entry.seq });
  if (entry.kind === "outcome") return SKIP;
  if (entry.kind === "migration") return migratedText(entry, rights);
  const ops = readable(entry.ops, rights);
  if (ops === undefined) return SKIP;
  const { seq, at, actor, client, clientSeq: n } = entry;
  // Arguments may hold what was written to keys that the reader may not see.
  const mutation = rights.read === true ? entry.mutation : undefined;
  const call = mutation === undefined ? "" : `,"mutation":${JSON.stringify(mutation)}`;
  return `{"seq":${seq},"at":${at},"actor":${JSON.stringify(actor)},"client":${JSON.stringify(client)},"n":${n},"ops":${JSON.stringify(ops)}${call}}`;
}

/** JSON of an entry as its author sees it. Without a note the log is all that is known, so the ops go along. */
export function ownText(entry: Entry, rights: Rights, note: AuthorNote | undefined): string {
  if (!("client" in entry)) return commitText(entry, rights);
  if (entry.kind === "outcome") {
    const { clientSeq: refused, seq, code, message } = entry;
    return JSON.stringify({ refused, seq, code, message });
  }
  const { clientSeq: ack, seq, at } = entry;
  if (note !== undefined && !note.differs) return `{"ack":${ack},"seq":${seq},"at":${at}}`;
  const ops: OpsByKey = readable(entry.ops, rights) ?? {};
  return JSON.stringify({ ack, seq, at, ops, void: note?.void });
}

function migratedText({ version: migrated, seq, at, ops }: MigrationEntry, rights: Rights): string {
  const seen = readable(ops, rights) ?? {};
  if (Object.keys(seen).length === 0) return SKIP;
  return JSON.stringify({ migrated, seq, at, ops: seen });
}

/** An `entries` frame around entries that are JSON already, of which their authors get some otherwise. */
export class EntriesFrame {
  readonly text: string;
  /** Where each entry begins; behind the last, where another one would. */
  readonly #starts: readonly number[];

  constructor(room: string, texts: readonly string[]) {
    let text = `{"type":"entries","room":${JSON.stringify(room)},"list":[`;
    const starts = [text.length];
    for (const one of texts) {
      text += starts.length === 1 ? one : `,${one}`;
      starts.push(text.length + 1);
    }
    this.text = `${text}]}`;
    this.#starts = starts;
  }

  /** The frame with these texts at these places, which are in order. */
  with(places: readonly number[], texts: readonly string[]): string {
    let frame = "";
    let end = 0;
    for (let i = 0; i < places.length; i++) {
      const place = places[i] ?? 0;
      frame += this.text.slice(end, this.#starts[place]) + (texts[i] ?? "");
      end = (this.#starts[place + 1] ?? 0) - 1;
    }
    return frame + this.text.slice(end);
  }
}

import { Refused } from "@alongside/core";
import { type Entry, entryParts, isToldTo, numbersPart, type Rights } from "@alongside/core/engine";
import type { EntryKinds } from "./entry-kinds.ts";
import { OpsJson } from "./ops-json.ts";

/** How an author's own change came out, beyond what the log says. */
export interface AuthorNote {
  /** The ops are not what the author asked for, so the acknowledgement carries them. */
  readonly differs: boolean;
  readonly void?: readonly (readonly [string, number])[] | undefined;
}

/** An entry that holds nothing for its reader. */
function skipText({ at }: Entry): string {
  return `["s",1,${at}]`;
}

/** Says that what follows is cut to fewer rights than its receiver was let in with. */
export function cutFrame(seat: number): string {
  return `["d",${seat},[],1]`;
}

/** JSON of an entry as somebody other than its author sees it; `json` is that of its ops, where it was made already. */
export function commitText(entry: Entry, rights: Rights, json?: OpsJson): string {
  switch (entry.kind) {
    case "prune":
      return JSON.stringify(entryParts({ pruned: entry.ids, seq: entry.seq, at: entry.at }));
    case "outcome":
      return skipText(entry);
    case "migration": {
      const ops = (json ?? new OpsJson(entry.ops)).for(rights);
      return ops === "[]"
        ? skipText(entry)
        : `["m",${entry.version},${entry.seq},${entry.at},${ops}]`;
    }
    case "change": {
      const made = json ?? new OpsJson(entry.ops);
      if (!made.isSeenBy(rights)) return skipText(entry);
      const { seq, at, actor, client, n } = entry;
      // Arguments may hold what was written to keys that the reader may not see.
      const isTold = rights.read === true || isToldTo(entry.mutation, rights);
      const mutation = isTold ? entry.mutation : undefined;
      const call =
        mutation === undefined ? "" : `,${JSON.stringify([mutation.name, mutation.args])}`;
      return `["c",${seq},${at},${JSON.stringify(actor)},${JSON.stringify(client)},${n},${made.for(rights)}${call}]`;
    }
    // A kind that the wire has no form for, which is told to nobody.
    default:
      return skipText(entry);
  }
}

/**
 * JSON of an entry for a client that is not sent the kinds `notTold`; undefined for an entry of another kind. Throws `Refused` with
 * `client.outdated` where the state depends on the entry.
 */
export function notToldText(entry: Entry, notTold: EntryKinds): string | undefined {
  const { kind } = entry;
  const counts = notTold.get(kind);
  if (counts === true)
    throw new Refused(
      "client.outdated",
      `The room has entries of the kind "${kind}", which this client does not know: it is too old`,
    );
  return counts === false ? skipText(entry) : undefined;
}

/** JSON of an entry as its author sees it. Without a note the log is all that is known, so the ops go along. */
export function ownText(
  entry: Entry,
  rights: Rights,
  note: AuthorNote | undefined,
  json?: OpsJson,
): string {
  if (!("client" in entry)) return commitText(entry, rights, json);
  if (entry.kind === "outcome") {
    const { seq, at, code, message } = entry;
    return JSON.stringify(["r", numbersPart(entry), seq, at, code, message]);
  }
  const { n, first, seq, at } = entry;
  const ack = first === undefined ? n : `[${first},${n}]`;
  if (note !== undefined && !note.differs) return `["a",${ack},${seq},${at}]`;
  const ops = (json ?? new OpsJson(entry.ops)).for(rights);
  const gone = note?.void === undefined ? "" : `,${JSON.stringify(note.void)}`;
  return `["a",${ack},${seq},${at},${ops}${gone}]`;
}

/** An `entries` frame around entries that are JSON already, of which their authors get some otherwise. */
export class EntriesFrame {
  readonly text: string;
  /** Where each entry begins; behind the last, where another one would. */
  readonly #starts: readonly number[];

  constructor(seat: number, texts: readonly string[]) {
    let text = `["d",${seat},[`;
    const starts = [text.length];
    for (const one of texts) {
      text += starts.length === 1 ? one : `,${one}`;
      starts.push(text.length + 1);
    }
    this.text = `${text}]]`;
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

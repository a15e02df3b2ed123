import type { RoomId } from "@alongside/core/engine";
import { createHash } from "node:crypto";
import { harmless } from "../harmless.ts";
import type { AuditEntry, AuditLine } from "../store/chain/audited.ts";
import { Dropped, type Store } from "../store/store.ts";

/** Goes up with each change of the lines; a newer one is refused. */
export const AUDIT_FORMAT = 1;

/** Which entries of a room are told: those whose time, in ms, is not before the one and not after the other. */
export interface AuditTimes {
  readonly from?: number;
  readonly to?: number;
}

/**
 * The lines of an audit, each JSON and without its line break: a header, for each room with entries in that time where they begin and
 * what they are, and an end with their number and a checksum of all lines before it. Reads a page of a log when its first line is asked for.
 */
export async function* auditLines(
  store: Store,
  rooms: AsyncIterable<RoomId>,
  times: AuditTimes,
): AsyncIterable<string> {
  const digest = createHash("sha256");
  const noted = (json: string): string => {
    // Whoever looks into the file has it on a terminal.
    const text = harmless(json);
    digest.update(`${text}\n`);
    return text;
  };
  const counts = { rooms: 0, entries: 0 };
  yield noted(JSON.stringify({ alongside: "audit", format: AUDIT_FORMAT, ...times }));
  for await (const room of rooms) {
    let start: string | undefined;
    for await (const line of entriesOf(store, room, times)) {
      if ("after" in line) {
        start = JSON.stringify(line);
        continue;
      }
      if (start !== undefined) {
        counts.rooms += 1;
        yield noted(start);
        start = undefined;
      }
      if ("note" in line) {
        const { body, seal, ...head } = line;
        yield noted(`${open(head)},"body":${body},"seal":"${seal}"}`);
        continue;
      }
      counts.entries += 1;
      yield noted(entryText(line));
    }
  }
  yield JSON.stringify({ end: { ...counts, sha256: digest.digest("hex") } });
}

/** Where entries are let go meanwhile, it begins anew after those. */
async function* entriesOf(
  store: Store,
  room: RoomId,
  { from = 0, to = Infinity }: AuditTimes,
): AsyncIterable<AuditLine> {
  let after = await store.lastUpTo(room, from - 1);
  for (;;) {
    try {
      for await (const line of store.audited(room, after)) {
        if ("at" in line) {
          if (line.at > to) return;
          after = line.seq;
        }
        yield line;
      }
      return;
    } catch (error) {
      if (!(error instanceof Dropped) || error.floor <= after) throw error;
      after = error.floor;
    }
  }
}

/** Its body is JSON already. */
function entryText({ body, salt, digest, seal, ...head }: AuditEntry): string {
  const rest = seal === undefined ? "}" : `,${JSON.stringify({ salt, digest, seal }).slice(1)}`;
  return `${open(head)},"body":${body}${rest}`;
}

/** JSON without its last bracket. */
function open(head: object): string {
  return JSON.stringify(head).slice(0, -1);
}

import type { OpsByKey } from "@alongside/core/engine";
import { nameOf } from "../device/grounds.ts";
import type { RefusedRow, StoredQueue, TextRow } from "../device/rows.ts";
import type { ChangeData } from "../room/pending.ts";
import { joinOps } from "../room/renew.ts";
import type { ExportedChange, ExportedText, RoomExport } from "./types.ts";
import { applied, plain, wordsOf } from "./words.ts";

/** Changes of one client that wait, and the texts that the first edits among them are made on. */
export interface Queue extends Pick<StoredQueue, "client" | "changes"> {
  readonly texts: readonly TextRow[];
}

/** What of a room is not on the server. */
export interface Unsent {
  readonly room: string;
  readonly user: string | undefined;
  /** When this is asked, in ms. */
  readonly now: number;
  /** In the order in which they are sent. */
  readonly queues: readonly Queue[];
  readonly refused: Iterable<readonly [id: string, RefusedRow]>;
}

export function exported({ room, user, now, queues, refused }: Unsent): RoomExport {
  const waiting = queues.flatMap(({ client, changes }) =>
    changes.map((data): ExportedChange => {
      const { n, ops, outdated = {} } = data;
      const all = joinOps(ops, outdated);
      return { id: `${client}/${n}`, state: "waiting", ...wordsFor(data, all) };
    }),
  );
  const back = Array.from(refused, ([id, row]): ExportedChange => {
    const { code, message } = row;
    const ops = joinOps(row.ops, row.leaning);
    return { id, state: "refused", code, message, ...wordsFor(row, ops) };
  });
  return {
    version: 1,
    room,
    ...(user !== undefined && { user }),
    at: timeOf(now),
    changes: [...waiting, ...back],
    texts: textsOf(queues),
  };
}

function wordsFor(
  { at, mutation, seen }: Pick<ChangeData, "at" | "mutation" | "seen">,
  ops: OpsByKey,
): Omit<ExportedChange, "id" | "state" | "code" | "message"> {
  return {
    ...(at !== undefined && { at: timeOf(at) }),
    ...(mutation !== undefined && { name: mutation.name, args: mutation.args }),
    words: wordsOf(ops),
    ops,
    ...(seen !== undefined && { seen }),
  };
}

/** The texts that changes edit, with their edits in them. One of which is not known what it was before is left out. */
function textsOf(queues: readonly Queue[]): readonly ExportedText[] {
  const texts = new Map<string, ExportedText>();
  const made = new Map<string, (field: string) => string>();
  for (const { changes, texts: grounds } of queues) {
    const known = new Map(grounds.map((ground) => [nameOf(ground), plain(ground.text)] as const));
    const seen = new Set<string>();
    for (const { ops } of changes)
      for (const [key, list] of Object.entries(ops))
        for (const op of list) {
          if (op.op === "insert" || op.op === "put")
            made.set(op.id, (field) => plain(op.fields[field]) ?? "");
          if (op.op !== "text") continue;
          const { id, field } = op;
          const name = nameOf(op);
          const before = texts.get(name)?.text ?? made.get(id)?.(field);
          const text = seen.has(name) ? before : (known.get(name) ?? before);
          seen.add(name);
          if (text !== undefined)
            texts.set(name, { key, id, field, text: applied(text, op.delta) });
        }
  }
  return [...texts.values()];
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString();
}

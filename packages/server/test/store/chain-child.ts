// Appends to a room whose entries are sealed, erases who wrote in it and lets old entries go, and reports each step, until it is killed.
import { writeSync } from "node:fs";
import { flushCompileCache } from "node:module";
import type { ChangeEntry } from "@alongside/core/engine";
import { sqlite } from "../../src/store/sqlite.ts";
import { inserts } from "../../../testing/src/contract/contract-entries.ts";

const ROOM = "board:a";
const PEOPLE = ["ann", "bob", "cy"];

const store = sqlite(process.argv[2] as string, { chain: true });
// It is killed, and would keep nothing of what it compiled.
flushCompileCache();

const pending = await store.erasures();
for (const { user, as } of pending) await erase(user, as);

for (let head = await store.head(ROOM), round = 0; ; round++) {
  for (let n = 0; n < 30; n++, head += 3) await store.append(ROOM, head, written(head + 1));
  writeSync(1, `append ${head}\n`);
  await store.saveSnapshot(ROOM, head);
  await erase(PEOPLE[round % 3] as string, `erased:${head}`);
  if (round % 2 === 1) await store.dropBefore(ROOM, head - 100);
  writeSync(1, `dropped ${head}\n`);
}

async function erase(user: string, as: string): Promise<void> {
  await store.beginErasure({ user, as, at: 1 });
  writeSync(1, `erasing ${user}\n`);
  await store.erase(ROOM, { user, as, fields: ["label"] });
  await store.endErasure(as);
  writeSync(1, `erased ${user}\n`);
}

function written(from: number): readonly ChangeEntry[] {
  return inserts(from, 3, 900).map((entry) => {
    const actor = PEOPLE[entry.seq % 3] as string;
    return { ...entry, actor, client: `${actor}-client` };
  });
}

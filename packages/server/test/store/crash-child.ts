// Appends to a few rooms for ever and reports what was acknowledged, until it is killed.
import { writeSync } from "node:fs";
import { flushCompileCache } from "node:module";
import { sqlite } from "../../src/store/sqlite.ts";
import { entries } from "./entries.ts";

const store = sqlite(process.argv[2] as string);
// It is killed, and would keep nothing of what it compiled.
flushCompileCache();

async function fill(room: string): Promise<void> {
  let head = await store.head(room);
  for (let round = 0; ; round++) {
    const appends: Promise<void>[] = [];
    for (let n = 1 + (round % 5); n > 0; n--) {
      const count = 1 + ((round + n) % 3);
      const last = head + count;
      const ack = (): void => void writeSync(1, `ack ${room} ${last}\n`);
      appends.push(
        store.append(room, head, entries(head + 1, count, (round % 10) * 300)).then(ack),
      );
      head = last;
    }
    await Promise.all(appends);
    if (round % 20 === 19) {
      const { seq } = await store.saveSnapshot(room, head);
      writeSync(1, `snapshot ${room} ${seq}\n`);
    }
  }
}

await Promise.all(["board:a", "board:b", "board:c"].map(fill));

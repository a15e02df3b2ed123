import { createClient } from "@alongside/client";
import { answer } from "../process.ts";
import { Shapes } from "../rooms.ts";
import type { JoinQuestion } from "./bench.ts";

// From nothing to the state in hand: connect, join, receive, decode, read the last record.
answer(async ({ port, room: id, records }: JoinQuestion) => {
  const start = performance.now();
  const client = createClient({ url: `ws://127.0.0.1:${port}/live` });
  const room = client.join(Shapes, id);
  await room.ready;
  const { length } = room.get()?.items ?? [];
  const ms = performance.now() - start;
  client.close();
  if (length !== records) throw new Error(`${id} has ${length} records instead of ${records}`);
  return { ms };
});
process.send?.({});

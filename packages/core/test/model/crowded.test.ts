import { expect, test } from "vitest";
import {
  attempt,
  checkOps,
  createDraft,
  type OpsByKey,
  recordIds,
  Replica,
} from "@alongside/core/engine";
import { ANA, id, insert, notes, schema, sent } from "./notes.ts";

/** What any of it may cost, in ms, on a busy machine and in code that runs for the first time: some 50 on a quiet one. */
const MOST_MS = 600;

/** The processor's time that something takes, in ms: what else runs on the machine does not count. */
function cost(fn: () => void): number {
  const since = process.cpuUsage();
  fn();
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}

interface Notes {
  insert(note: object, at: object): string;
  move(id: string, at: object | string): void;
}

const RECORDS = 40_000;

/** Everybody's copy of a long list: its author's page, the server's, and the page of somebody else. */
function copies(): readonly [page: Replica, server: Replica, other: Replica] {
  const all = notes(...Array.from({ length: RECORDS }, (_, i) => insert(id(ANA, 1, i))));
  return [0, 1, 2].map(() => {
    const replica = new Replica(schema);
    replica.confirm(sent(all));
    void replica.view;
    return replica;
  }) as never;
}

const anchor = id(ANA, 1, RECORDS / 2);

test.each<readonly [what: string, times: number, write: (notes: Notes, i: number) => void]>([
  ["9,999 moves beside one record", 9999, (all, i) => all.move(id(ANA, 1, i), { after: anchor })],
  ["9,999 inserts beside one record", 9999, (all) => void all.insert({}, { before: anchor })],
  ["18,000 records sent to the back", 18_000, (all, i) => all.move(id(ANA, 1, 2 * i), "start")],
])("[R265] %s in a list of 40,000 cost nobody more than a moment", (_, times, write) => {
  const [page, server, other] = copies();
  let ops: OpsByKey = {};
  const costs = {
    page: cost(() => {
      const change = page.begin(2);
      const { doc, end } = createDraft(page, change, recordIds(ANA, 2));
      for (let i = 0; i < times; i++) write((doc as { notes: Notes }).notes, i);
      end();
      ops = change.ops();
      void page.view;
    }),
    server: cost(() => {
      const change = attempt(server, 1);
      const author = { client: ANA, n: 2, strict: false, read: true } as const;
      expect(checkOps(server, change, sent(ops), author)).toMatchObject({ ok: true, void: [] });
      change.commit();
    }),
    other: cost(() => {
      other.confirm(sent(ops));
      void other.view;
    }),
  };
  const walked = Object.entries(costs).filter(([, ms]) => ms > MOST_MS);
  expect(walked).toEqual([]);
});

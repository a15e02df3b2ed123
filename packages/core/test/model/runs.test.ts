import { expect, test, vi } from "vitest";
import { type ListDraft, type Position } from "@alongside/core";
import { createDraft, type OpsByKey, recordIds, Replica } from "@alongside/core/engine";
import { ANA, BEN, schema, sent } from "./notes.ts";
import { Dice } from "./random.ts";

vi.setConfig({ testTimeout: 60_000 });

type Notes = ListDraft<{ readonly id: string }, { readonly text: string }>;

/** How somebody fills in a run. Each answers where the next one goes, by the one before and the place they began at. */
const HABITS = {
  "each after the last": (left, _right, last) => ({ after: last ?? left }),
  "each before the same neighbour": (_left, right) => ({ before: right }),
  "each after the same neighbour": (left) => ({ after: left }),
  "each before the last": (_left, right, last) => ({ before: last ?? right }),
} as const satisfies Record<
  string,
  (left: string, right: string, last: string | undefined) => Position
>;

const EDGES = { "at the end": "end", "at the start": "start" } as const;

interface Writer {
  readonly name: string;
  readonly replica: Replica;
  readonly made: string[];
  readonly queue: { readonly n: number; readonly ops: OpsByKey }[];
  seen: number;
  changes: number;
}

type Logged = { readonly client: string; readonly n: number; readonly ops: OpsByKey };

/** Two people each insert a run of notes at one place, while the log orders their changes in any way. */
function twoRuns(seed: number): {
  readonly order: readonly string[];
  readonly runs: readonly (readonly string[])[];
} {
  const dice = new Dice(seed);
  const log: Logged[] = [];
  const server = new Replica(schema);
  const writers: Writer[] = [ANA, BEN].map((name) => ({
    name,
    replica: new Replica(schema),
    made: [],
    queue: [],
    seen: 0,
    changes: 0,
  }));
  const [ana] = writers as [Writer, Writer];
  write(ana, (notes) => {
    for (const text of ["a", "b", "c", "d"]) notes.push({ text });
  });
  accept(ana);
  for (const writer of writers) while (writer.seen < log.length) hear(writer);
  const start = ana.made.splice(0);
  const gap = dice.below(3);
  const [left, right] = [start[gap], start[gap + 1]] as [string, string];
  const edge = dice.chance(0.25) ? dice.pick(["at the end", "at the start"] as const) : undefined;
  const plans = writers.map((writer) => ({
    writer,
    count: 2 + dice.below(5),
    habit: dice.pick(Object.keys(HABITS) as (keyof typeof HABITS)[]),
  }));

  while (plans.some(({ writer, count }) => writer.made.length < count || writer.queue.length > 0)) {
    const { writer, count, habit } = dice.pick(plans);
    const roll = dice.next();
    if (roll < 0.4 && writer.made.length < count) {
      write(writer, (notes) => {
        const more = Math.min(1 + dice.below(3), count - writer.made.length);
        for (let i = 0; i < more; i++) {
          const last = writer.made.at(-1);
          notes.insert(
            { text: writer.name },
            edge === undefined ? HABITS[habit](left, right, last) : EDGES[edge],
          );
        }
      });
    } else if (roll < 0.7) accept(writer);
    // Who keeps to a neighbour of their own hears the other; the others write before they have heard of anything.
    else if (edge === undefined && habit === "each after the last") hear(writer);
  }
  for (const writer of writers) {
    while (writer.seen < log.length) hear(writer);
    expect(idsIn(writer.replica)).toEqual(idsIn(server));
  }
  return { order: idsIn(server), runs: writers.map(({ made }) => made) };

  function write(writer: Writer, fn: (notes: Notes) => void): void {
    const n = ++writer.changes;
    const change = writer.replica.begin(n);
    const ids = recordIds(writer.name, n);
    const { doc, end } = createDraft(writer.replica, change, {
      client: writer.name,
      next: () => {
        const made = ids.next();
        writer.made.push(made);
        return made;
      },
    });
    fn((doc as { notes: Notes }).notes);
    end();
    writer.queue.push({ n, ops: sent(change.ops()) });
  }

  function accept(writer: Writer): void {
    const next = writer.queue.shift();
    if (next === undefined) return;
    server.confirm(next.ops);
    log.push({ client: writer.name, ...next });
  }

  function hear(writer: Writer): void {
    const entry = log[writer.seen];
    if (entry === undefined) return;
    writer.seen += 1;
    writer.replica.confirm(sent(entry.ops), entry.client === writer.name ? entry.n : undefined);
  }
}

function idsIn(replica: Replica): readonly string[] {
  return (replica.view["notes"] as readonly { readonly id: string }[]).map(({ id }) => id);
}

test("[R40] runs that two people insert at one place stand one after the other, never mixed", () => {
  const mixed: string[] = [];
  for (let seed = 1; seed <= 2000; seed++) {
    const { order, runs } = twoRuns(seed);
    for (const run of runs) {
      const places = run.map((id) => order.indexOf(id)).toSorted((a, b) => a - b);
      const spread = (places.at(-1) as number) - (places[0] as number) + 1;
      if (spread !== run.length) mixed.push(`seed ${seed}: ${order.join(" ")}`);
    }
  }
  expect(mixed).toEqual([]);
});

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { TextValue } from "@alongside/core";
import { compose, type Delta } from "@alongside/core/text";
import { expect, test } from "vitest";
import { openPapers, page, type Writer } from "./support/paper.ts";

const folder = join(import.meta.dirname, "../../../../shared/traces");
const isMissing = !existsSync(folder);

/** What people typed: position, units deleted, text inserted. The recordings hold no surrogate pairs, so units are characters. */
interface Trace {
  readonly startContent: string;
  readonly endContent: string;
  readonly txns: readonly { readonly patches: readonly [number, number, string][] }[];
}

const NAMES = ["automerge-paper", "rustcode", "json-crdt-patch", "sveltecomponent"] as const;

function traceOf(name: string): Trace {
  return JSON.parse(gunzipSync(readFileSync(join(folder, `${name}.json.gz`))).toString()) as Trace;
}

/** One edit for each transaction. */
function editsOf({ txns }: Trace): Delta[] {
  return txns.map(({ patches }) =>
    patches
      .map(([at, gone, text]): Delta =>
        [at, text, -gone].filter((part) => part !== 0 && part !== ""),
      )
      .reduce(compose, []),
  );
}

/** So many edits are typed before the clock moves: they join those that wait, as in fast typing. */
const BURST = 40;

test.skipIf(isMissing).each(NAMES)(
  "[R176] [R182] %s, all of it, typed by one and read by another, ends as it ended",
  async (name) => {
    const trace = traceOf(name);
    const {
      server,
      writers: [ann, bob],
    } = await openPapers(["ann", "bob"], 3);
    const read = watched(bob);
    ann.text.edit([trace.startContent].filter((text) => text !== ""));
    const edits = editsOf(trace);
    for (let i = 0; i < edits.length; i += BURST) {
      for (const edit of edits.slice(i, i + BURST)) ann.text.edit(edit);
      server.clock.pass(10);
      // Deciding and telling wait for nothing but their turn.
      // oxlint-disable-next-line no-await-in-loop -- burst by burst
      if (i % (BURST * 4) === 0) await server.pass(2);
    }
    await server.pass(1000);
    expect([page(ann) === trace.endContent, page(bob) === trace.endContent]).toEqual([true, true]);
    expect(read() === trace.endContent).toBe(true);
    expect(ann.room.status.get()).toMatchObject({ name: "live", saved: "server" });
    const stored = await server.store.saveSnapshot("paper:r", await headOf(server));
    expect(stored.state.get("page")).toBe(JSON.stringify({ value: trace.endContent }));
    expect(server.errors).toEqual([]);
  },
);

/** Of each trace, so many edits from its start, from one and from two thirds: more would take minutes. */
const SLICE = 800;

test.skipIf(isMissing).each(NAMES)(
  "[R176] [R181] slices of %s, cut among three who type at once in parts of their own, all end as they would alone",
  async (name) => {
    const trace = traceOf(name);
    const edits = editsOf(trace);
    const { server, writers } = await openPapers(["ann", "bob", "cem"], 20);
    const reads = writers.map(watched);
    const slices = writers.map((_, who) => {
      const from = Math.floor((edits.length * who) / 3);
      return edits.slice(from, from + SLICE);
    });
    const begins = writers.map((_, who) =>
      edits
        .slice(0, Math.floor((edits.length * who) / 3))
        .reduce((text, edit) => text.apply(edit), TextValue.from(trace.startContent)),
    );
    // The parts are divided by letters that none of the recordings has.
    const all = begins.map((text, who) => markOf(who) + text.toString()).join("");
    writers[0].text.edit([all + markOf(3)]);
    await server.pass(200);
    for (let i = 0; i < SLICE; i++) {
      for (const [who, writer] of writers.entries()) {
        const edit = slices[who]?.[i];
        if (edit !== undefined)
          writer.text.edit(shifted(edit, page(writer).indexOf(markOf(who)) + 1));
      }
      // oxlint-disable-next-line no-await-in-loop -- delays between keys
      if (i % 5 === 0) await server.pass(7);
    }
    await server.pass(1000);
    const ends = begins.map((text, who) =>
      (slices[who] ?? []).reduce((now, edit) => now.apply(edit), text).toString(),
    );
    const whole = ends.map((text, who) => markOf(who) + text).join("") + markOf(3);
    // Compared as one: a difference would be a screenful of book.
    expect(writers.map((writer) => page(writer) === whole)).toEqual([true, true, true]);
    expect(reads.map((read) => read() === whole)).toEqual([true, true, true]);
    expect(server.errors).toEqual([]);
  },
);

function markOf(who: number): string {
  return String.fromCodePoint(0x2460 + who);
}

function shifted(edit: Delta, by: number): Delta {
  const [first, ...rest] = edit;
  return typeof first === "number" && first > 0 ? [first + by, ...rest] : [by, ...edit];
}

/** An editor that shows what it is told. Returns what it reads. */
function watched({ text }: Writer): () => string | undefined {
  let shown = text.get();
  const own = text.edit;
  Object.assign(text, {
    edit(delta: Delta) {
      shown = shown?.apply(delta);
      return own(delta);
    },
  });
  text.observe((delta) => {
    shown = delta === undefined ? text.get() : shown?.apply(delta);
  });
  return () => shown?.toString();
}

async function headOf({
  store,
}: Awaited<ReturnType<typeof openPapers>>["server"]): Promise<number> {
  let head = 0;
  for await (const { seq } of store.read("paper:r", 0)) head = seq;
  return head;
}

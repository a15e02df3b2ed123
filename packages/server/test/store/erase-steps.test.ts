import type { Entry } from "@alongside/core/engine";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { sqlite } from "../../src/store/sqlite.ts";
import { openSnapshotter, type Snapshotter } from "../../src/store/sqlite/snapshotter.ts";
import { openWriter, type Writer } from "../../src/store/sqlite/writer.ts";
import { folder } from "./folder.ts";

const ROOM = "board:a";
const ERASURE = { user: "eve-person", as: "erased:1", fields: ["label", "body"] };
const WORDS = ["whisper", "eve-person"];
const HEAD = 8;

/** Where somebody writes beside somebody else, makes notes and is refused. */
function entry(seq: number): Entry {
  const isEve = seq % 3 !== 1;
  const of = {
    seq,
    at: 1_700_000_000_000 + seq,
    actor: isEve ? "eve-person" : "ada",
    client: isEve ? "eve-client" : "ada-client",
    n: seq,
  };
  const word = isEve ? "whisper" : "public";
  if (seq % 4 === 0) return { ...of, kind: "outcome", code: "manners", message: `Not ${word}` };
  const insert = {
    op: "insert",
    id: `${of.client}.${seq}.0`,
    in: { of: "root", field: "notes" },
    at: "end",
    fields: { label: word, body: "" },
  };
  const text = { op: "text", id: "ada-client.1.0", field: "body", delta: [word] };
  return { ...of, kind: "change", ops: { notes: [insert, text] } } as unknown as Entry;
}

let made: Promise<Buffer> | undefined;

/** A file with a room in it that has a snapshot. */
async function filled(): Promise<Buffer> {
  const file = join(folder(), "rooms.db");
  const store = sqlite(file);
  for (let seq = 1; seq <= HEAD; seq += 2) {
    await store.append(ROOM, seq - 1, [entry(seq), entry(seq + 1)]);
    if (seq === 5) await store.saveSnapshot(ROOM, seq + 1);
  }
  await store.close();
  return readFileSync(file);
}

/** The store's own threads in this one, over a copy of the file. */
class Threads {
  readonly writer: Writer;
  readonly snapshotter: Snapshotter;
  readonly steps: string[] = [];

  /** `meanwhile` is called before each step with its number, and throws where the process dies there. */
  constructor(file: string, meanwhile: (step: number, threads: Threads) => void) {
    this.writer = openWriter({ file, maxBytes: undefined });
    this.snapshotter = openSnapshotter({ file, maxBytes: undefined }, async (name, args) => {
      meanwhile(this.steps.length, this);
      this.steps.push(name);
      return (this.writer[name as keyof Writer] as (...args: readonly unknown[]) => unknown)(
        ...args,
      );
    });
  }

  async erase(): Promise<void> {
    await this.snapshotter.erase(ROOM, ERASURE);
    while (this.writer.purge());
  }

  close(): void {
    this.snapshotter.close();
    this.writer.close();
  }
}

async function copyOf(): Promise<string> {
  const file = join(folder(), "rooms.db");
  writeFileSync(file, await (made ??= filled()));
  return file;
}

/** What the room is at each `seq` from `from` on. */
function statesOf({ snapshotter }: Threads, from: number): readonly string[] {
  const states: string[] = [];
  for (let seq = from; seq <= HEAD; seq++) {
    const { state, trash, ledger } = snapshotter.stateAt(ROOM, seq, true);
    states.push(JSON.stringify([[...state], trash, ledger]));
  }
  return states;
}

/** Which of the words are in the bytes of the file, or beside it. */
function found(file: string): readonly string[] {
  const at = join(file, "..");
  const bytes = Buffer.concat(readdirSync(at).map((name) => readFileSync(join(at, name))));
  return WORDS.filter((word) => bytes.includes(word));
}

/** An erasing that nothing happens to. */
async function whole(): Promise<{ readonly steps: number; readonly states: readonly string[] }> {
  const threads = new Threads(await copyOf(), () => undefined);
  onTestFinished(() => threads.close());
  await threads.erase();
  return { steps: threads.steps.length, states: statesOf(threads, 1) };
}

test("[R1704] an erasing that dies at any step is gone on with, and ends as one that nothing happened to", async () => {
  const { steps, states } = await whole();
  expect(steps).toBeGreaterThan(8);
  for (let dies = 0; dies < steps; dies++) {
    const file = await copyOf();
    expect(found(file)).toEqual(WORDS);
    const dying = new Threads(file, (step) => {
      if (step === dies) throw new Error("The process is gone");
    });
    await expect(dying.erase()).rejects.toThrow("gone");
    dying.close();
    // Until it is gone on with, the room is there with all of its entries.
    const next = new Threads(file, () => undefined);
    expect(statesOf(next, 1)).toHaveLength(HEAD);
    const isNamed = ["eve-person", "erased:1"].some((name) => next.snapshotter.hasUser(ROOM, name));
    expect(isNamed).toBe(true);
    await next.erase();
    expect(statesOf(next, 1)).toEqual(states);
    expect(next.snapshotter.hasUser(ROOM, "eve-person")).toBe(false);
    next.close();
    expect(found(file)).toEqual([]);
  }
});

test("[R1705] what a sweep lets go of at any step of an erasing is gone, and what it keeps is erased", async () => {
  const { steps, states } = await whole();
  for (let at = 0; at < steps; at++) {
    const file = await copyOf();
    const threads = new Threads(file, (step, { writer }) => {
      if (step !== at) return;
      writer.keepMoments(ROOM, -1, Number.MAX_SAFE_INTEGER, [], true);
      writer.dropRows(ROOM, 6);
    });
    await threads.erase();
    expect(statesOf(threads, 6)).toEqual(states.slice(5));
    threads.close();
    expect(found(file)).toEqual([]);
  }
});

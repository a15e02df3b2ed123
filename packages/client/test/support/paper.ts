import { caret, defineRoom, list, Refused, text, toJSON, value } from "@alongside/core";
import { expect } from "vitest";
import { openText, type SharedText } from "../../src/index.ts";
import type { Report } from "../../src/readable.ts";
import { InMemoryServer, type TestPage } from "./in-memory-server.ts";

/** A room to type in. */
export const Paper = defineRoom("paper", {
  version: 1,
  presence: { caret: caret(), name: value("") },
  storage: {
    page: text({ attributes: { bold: value<boolean>(true) }, embeds: { image: value("") } }),
    title: text({ maxLength: 40 }),
    votes: value(0),
    notes: list({ label: text(), color: value("black") }),
    secret: text(),
  },
  mutations: {
    /** Makes a note that begins otherwise on the server. */
    add: {
      args: value({ label: "" }),
      run: (doc, { label }, ctx) =>
        void doc.notes.push({ label: ctx.where === "server" ? `${label} (noted)` : label }),
    },
    /** Counts otherwise on the server, which makes a note of it. */
    count: {
      args: value(0),
      run(doc, by, ctx) {
        doc.votes = ctx.where === "server" ? by * 2 : by;
        if (ctx.where === "server") doc.notes.push({ label: "counted" });
      },
    },
    /** Edits a text, which is not for mutations. */
    scribble: { args: value(0), run: (doc) => doc.page.insert(0, "x") },
    refuse: {
      args: value({ label: "" }),
      run(doc, { label }, ctx) {
        doc.notes.push({ label });
        if (ctx.where === "server") throw new Refused("paper.today", "Not today");
      },
    },
  },
});

export type Writer = TestPage<typeof Paper> & {
  /** The page as an editor has it. */
  readonly text: SharedText;
};

/** A server, and people at its paper. `latency` is how long each frame is under way. */
export async function openPapers<const N extends readonly string[]>(
  names: N,
  latency = 1,
): Promise<{
  readonly server: InMemoryServer<typeof Paper>;
  readonly writers: { readonly [K in keyof N]: Writer };
}> {
  const server = new InMemoryServer(Paper);
  const writers = names.map((name) => open(server, name));
  await server.pass(50);
  server.latency = latency;
  expect(writers.map(({ room }) => room.status.get().name)).toEqual(names.map(() => "live"));
  return { server, writers: writers as never };
}

export function open(server: InMemoryServer<typeof Paper>, name: string, onError?: Report): Writer {
  const somebody = server.open(name, Paper, onError);
  return { ...somebody, text: openText(somebody.room, (doc) => doc.page) };
}

/** Entries of which the last ones alone fill a tail. */
const MORE_THAN_KEPT = 1001;

/** The server dies, and only a snapshot is left of what happened. */
export async function forget(server: InMemoryServer<typeof Paper>): Promise<void> {
  // A room that is loaded brings back as much of its log as a tail keeps: that much has to be written after it.
  const room = server.hub.room(Paper, "r");
  const { votes } = await room.read();
  const filler = Array.from({ length: MORE_THAN_KEPT }, (_, i) =>
    room.update((doc) => (doc.votes = votes + ((i + 1) % MORE_THAN_KEPT))),
  );
  await Promise.all(filler);
  // Who is here has heard of it.
  await server.pass(server.latency + 1);
  await server.store.saveSnapshot("paper:r", await server.store.head("paper:r"));
  server.restart();
}

export function page({ room }: TestPage<typeof Paper>): string {
  return room.get()?.page.toString() ?? "";
}

/** Types `word` at `at`, letter by letter. */
export function type(writer: Writer, at: number, word: string): void {
  for (let i = 0; i < word.length; i++) {
    const letter = word.charAt(i);
    writer.text.edit(at + i === 0 ? [letter] : [at + i, letter]);
  }
}

/** Lets everything settle, and expects all to see the same. */
export async function agree(
  server: InMemoryServer<typeof Paper>,
  writers: readonly Writer[],
): Promise<string> {
  await server.pass(8000);
  const [first, ...others] = writers.map(({ room }) => JSON.stringify(toJSON(room.get())));
  for (const other of others) expect(other).toBe(first);
  for (const { room } of writers)
    expect(room.status.get()).toMatchObject({ name: "live", saved: "server" });
  const stored = await server.hub.room(Paper, "r").read();
  expect(JSON.stringify(toJSON(stored))).toBe(first);
  expect(server.errors).toEqual([]);
  return stored.page.toString();
}

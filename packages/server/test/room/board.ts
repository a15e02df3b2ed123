import { counter, defineRoom, list, map, value } from "@alongside/core";
import { type OpsByKey } from "@alongside/core/engine";
import { z } from "zod";

/** A room to try things in. */
export const Board = defineRoom("board", {
  version: 1,
  presence: {
    cursor: z.object({ x: z.number(), y: z.number() }).nullable(),
    note: z.string(),
  },
  storage: {
    title: value(""),
    secret: value(""),
    shapes: list({ kind: value("rect") }),
    settings: map({ on: value(false) }),
    votes: counter(),
  },
  events: { wave: z.object({ to: z.string() }) },
  mutations: {
    /** Adds a shape of a kind that is drawn by lot, and says where it ran. */
    draw: {
      args: z.object({ label: z.string() }),
      run(doc, { label }, ctx) {
        doc.shapes.push({
          kind: `${label} ${ctx.where} ${ctx.user?.id} ${ctx.now} ${ctx.random()}`,
        });
      },
    },
    /** Writes a key that not everybody may read. */
    whisper: {
      args: z.object({ text: z.string() }),
      run(doc, { text }) {
        doc.title = "somebody whispered";
        doc.secret = text;
      },
    },
    fail: {
      args: z.object({}),
      run(doc) {
        doc.title = "half done";
        throw new Error("Only on Mondays");
      },
    },
    late: {
      args: z.object({}),
      // @ts-expect-error the compiler does not take it, and the server must not
      async run(doc) {
        doc.title = "in time";
        await Promise.resolve();
        doc.title = "too late";
      },
    },
  },
});

export const ROOM = "board:one";

/** Ops that set the title. */
export const titled = (text: string): OpsByKey => ({
  title: [{ op: "set", id: "root", field: "title", value: text }],
});

/** Ops that set what not everybody may read. */
export const hidden = (text: string): OpsByKey => ({
  secret: [{ op: "set", id: "root", field: "secret", value: text }],
});

/** Ops that count one more: applied twice, it shows. */
export const vote: OpsByKey = { votes: [{ op: "add", id: "root", field: "votes", by: 1 }] };

/** Ops the schema refuses. */
export const wrong: OpsByKey = { title: [{ op: "set", id: "root", field: "votes", value: 1 }] };

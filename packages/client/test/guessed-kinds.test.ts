import { defineRoom, list, text, toJSON, value } from "@alongside/core";
import { expect, test } from "vitest";
import { openText } from "../src/index.ts";
import { Editor } from "./support/editor.ts";
import { InMemoryServer } from "./support/in-memory-server.ts";

// Seeds 916810 and 920786: it read as an empty text, and an edit of it threw.
test("[R421] a text is gone where the server's run made another kind of record under its id", async () => {
  const Mixed = defineRoom("mixed", {
    version: 1,
    storage: { notes: list({ label: text() }), shapes: list({ color: value("red") }) },
    mutations: {
      make: {
        args: value(0),
        run(doc, _, { where }) {
          if (where === "client") doc.notes.push({ label: "guess" });
          else doc.shapes.push({});
        },
      },
    },
  });
  const server = new InMemoryServer(Mixed);
  const { room } = server.open("ann");
  await server.pass(20);
  room.mutate.make(0);
  const handle = openText(room, (doc) => doc.notes.at(0)?.label);
  const editor = new Editor(handle);
  expect([editor.reads, handle.canWrite.get()]).toEqual(["guess", true]);
  await server.pass(20);
  expect(toJSON(room.get())).toMatchObject({ notes: [], shapes: [{ color: "red" }] });
  expect([handle.get(), handle.canWrite.get(), editor.breaks]).toEqual([undefined, false, 1]);
  expect(() => handle.edit(["x"])).toThrow("The text is not there to be edited");
  expect(server.errors).toEqual([]);
});

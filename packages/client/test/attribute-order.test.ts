import { defineRoom, text, toJSON, value } from "@alongside/core";
import { expect, test } from "vitest";
import { InMemoryServer } from "./support/in-memory-server.ts";

const Sheet = defineRoom("sheet", {
  version: 1,
  storage: {
    body: text({ attributes: { bold: value(true), italic: value(true), link: value({}) } }),
  },
});

test("[R261] two pages that format one word at once read the same bytes, and so does who comes later", async () => {
  const server = new InMemoryServer(Sheet);
  const [ann, bob] = [server.open("ann"), server.open("bob")];
  await server.pass(50);
  ann.room.update((doc) => doc.body.insert(0, "word"));
  await server.pass(100);
  ann.room.update((doc) => doc.body.format(0, 4, { bold: true }));
  bob.room.update((doc) => doc.body.format(0, 4, { italic: true }));
  await server.pass(200);
  ann.room.update((doc) => doc.body.insert(4, "!", { link: { b: 1, a: 2 }, bold: true }));
  bob.room.update((doc) => doc.body.insert(0, "?", { italic: true, bold: true }));
  await server.pass(200);
  const cem = server.open("cem");
  await server.pass(50);
  const seen = [ann, bob, cem].map(({ room }) => JSON.stringify(toJSON(room.get())));
  expect(seen).toEqual(
    Array<string>(3).fill(
      '{"body":[{"insert":"?word","attributes":{"bold":true,"italic":true}},' +
        '{"insert":"!","attributes":{"bold":true,"link":{"a":2,"b":1}}}]}',
    ),
  );
  expect(server.errors).toEqual([]);
});

import { MemoryDevice } from "@alongside/testing";
import { expect, test } from "vitest";
import { InMemoryServer, type TestPage } from "./support/in-memory-server.ts";
import { Paper } from "./support/paper.ts";

test("[R906] [R909] an edit of a text in a record that the device does not know yet is not handed back where the log has it", async () => {
  const server = new InMemoryServer(Paper);
  const device = new MemoryDevice();
  const open = (): TestPage<typeof Paper> => server.open("ann", Paper, undefined, { device });
  const ann = open();
  await server.pass(2500);
  ann.room.update((doc) => doc.page.insert(0, "page"));
  await server.pass(5);
  ann.room.update((doc) => void doc.notes.push({ label: "" }));
  await server.pass(5);
  // What had ended is off the device with this, and the room is not written yet.
  server.latency = 20;
  ann.room.update((doc) => doc.notes.at(0)?.label.insert(0, "note"));
  await server.pass(30);
  ann.die();
  server.latency = 1;
  const again = open();
  await server.pass(3000);
  expect(again.room.get()?.notes.map(({ label }) => label.toString())).toEqual(["note"]);
  expect(again.room.get()?.page.toString()).toBe("page");
  expect(again.room.rejected.get()).toEqual([]);
  expect(again.room.status.get()).toEqual({ name: "live", pending: 0, saved: "server" });
  expect(server.errors).toEqual([]);
});

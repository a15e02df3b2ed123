import { expect, test } from "vitest";
import { type Writer, openPapers } from "./support/paper.ts";

const text = ({ room }: Writer): string | undefined => room.get()?.page.toString();

test("[R295] what was written while the server restarted from a snapshot stays where it was written", async () => {
  const { server, writers } = await openPapers(["ann", "bob"]);
  const [ann, bob] = writers as [Writer, Writer];
  ann.room.update((doc) => doc.page.insert(0, "to be to be"));
  await server.pass(200);
  ann.away();
  bob.room.update((doc) => doc.page.delete(0, 6));
  await server.pass(200);
  ann.room.update((doc) => doc.page.insert(3, "not "));
  await server.hub.stop();
  await server.store.saveSnapshot("paper:r", await server.store.head("paper:r"));
  server.restart();
  ann.back();
  await server.pass(3000);
  expect([text(ann), text(bob)]).toEqual(["not to be", "not to be"]);
});

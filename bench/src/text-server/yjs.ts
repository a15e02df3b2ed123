import { write, Y } from "../text/systems/yjs.ts";
import type { ServerTask, Subject } from "./subject.ts";
import { keyAlone, LENGTH, turnAt } from "./typists.ts";

/** A document that takes updates and hands them on. What its typists have seen makes no difference to what they send. */
export function open(task: ServerTask): Subject {
  const server = new Y.Doc();
  server.getText("body").insert(0, "x".repeat(LENGTH));
  let sent = 0;
  server.on("update", (update) => (sent += update.length));
  const begin = Y.encodeStateAsUpdate(server);
  const updates: Uint8Array[] = [];
  const typists = Array.from({ length: task.typists }, () => {
    const doc = new Y.Doc();
    Y.applyUpdate(doc, begin);
    doc.on("update", (update) => updates.push(update));
    return { doc, text: doc.getText("body") };
  });
  for (let seq = 1; seq <= task.changes; seq++) {
    const turn = turnAt(seq, task);
    const typist = typists[turn.who];
    if (typist !== undefined) write(typist.doc, typist.text, [keyAlone(turn, task)]);
  }
  return {
    take() {
      for (const update of updates) Y.applyUpdate(server, update);
      if (sent === 0) throw new Error("Nothing was sent");
      return Promise.resolve();
    },
    text: () => server.getText("body").toString(),
  };
}

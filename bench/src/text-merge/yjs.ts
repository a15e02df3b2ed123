import { write, Y, type YDoc } from "../text/systems/yjs.ts";
import type { Pair } from "./pair.ts";

/** The steps of Yjs' sync protocol: each side says what it has, and gets what it lacks. */
export function openPair(): Pair {
  const server = new Y.Doc();
  const people = [new Y.Doc(), new Y.Doc()] as const;
  const online: YDoc[] = [];
  let fresh: Uint8Array[] = [];
  server.on("update", (update) => fresh.push(update));
  for (const doc of people) doc.on("update", () => undefined);
  const of = (who: number): YDoc => people[who === 0 ? 0 : 1];
  return {
    begin(text) {
      server.getText("body").insert(0, text);
      const update = Y.encodeStateAsUpdate(server);
      for (const doc of people) Y.applyUpdate(doc, update);
      return Promise.resolve();
    },
    press(who, key) {
      const text = of(who).getText("body");
      write(of(who), text, [key]);
      void text.length;
    },
    comeBack(who) {
      const doc = of(who);
      const start = performance.now();
      const has = Y.encodeStateVector(doc);
      const asked = performance.now();
      const lacks = Y.encodeStateAsUpdate(server, has);
      const serverHas = Y.encodeStateVector(server);
      const answered = performance.now();
      const mine = Y.encodeStateAsUpdate(doc, serverHas);
      Y.applyUpdate(doc, lacks);
      const sent = performance.now();
      fresh = [];
      Y.applyUpdate(server, mine);
      const end = performance.now();
      // Whoever is there gets it too, which is not the server's time.
      for (const update of fresh) for (const other of online) Y.applyUpdate(other, update);
      online.push(doc);
      return Promise.resolve({
        serverMs: answered - asked + end - sent,
        clientMs: asked - start + sent - answered,
        upload: has.length + mine.length,
      });
    },
    texts: () => Promise.resolve([...people, server].map((doc) => doc.getText("body").toString())),
  };
}

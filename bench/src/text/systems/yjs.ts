import { loadPeer } from "../../peers.ts";
import type { TextSystem } from "../system.ts";
import type { Patch } from "../traces.ts";

/** What we use of Yjs. */
export interface Yjs {
  Doc: new () => YDoc;
  applyUpdate(doc: YDoc, update: Uint8Array): void;
  encodeStateAsUpdate(doc: YDoc, since?: Uint8Array): Uint8Array;
  encodeStateVector(doc: YDoc): Uint8Array;
}

export interface YDoc {
  getText(name: string): YText;
  on(event: "update", listener: (update: Uint8Array) => void): void;
  transact(fn: () => void): void;
}

export interface YText {
  readonly length: number;
  insert(at: number, text: string): void;
  delete(at: number, length: number): void;
  toString(): string;
}

export const Y = await loadPeer<Yjs>("yjs");

/** One transaction, as an app makes it. */
export function write(doc: YDoc, text: YText, patches: readonly Patch[]): void {
  doc.transact(() => {
    for (const [at, gone, inserted] of patches) {
      if (gone > 0) text.delete(at, gone);
      if (inserted !== "") text.insert(at, inserted);
    }
  });
}

export const system: TextSystem = {
  create() {
    const doc = new Y.Doc();
    const text = doc.getText("body");
    let sent = 0;
    doc.on("update", (update) => (sent += update.length));
    return {
      edit: (patches) => write(doc, text, patches),
      get length() {
        return text.length;
      },
      toString: () => text.toString(),
      save: () => Y.encodeStateAsUpdate(doc),
    };
  },
  load(saved) {
    const doc = new Y.Doc();
    Y.applyUpdate(doc, saved as Uint8Array);
    return doc.getText("body").toString();
  },
  loop() {
    const [writer, server, reader] = [new Y.Doc(), new Y.Doc(), new Y.Doc()];
    const text = writer.getText("body");
    let sent = 0;
    writer.on("update", (update) => {
      sent += update.length;
      Y.applyUpdate(server, update);
    });
    server.on("update", (update) => Y.applyUpdate(reader, update));
    // Whoever reads sends its own edits too.
    reader.on("update", () => undefined);
    return {
      edit: (patches) => write(writer, text, patches),
      texts: () => [writer, server, reader].map((doc) => doc.getText("body").toString()),
      get sent() {
        return sent;
      },
    };
  },
};

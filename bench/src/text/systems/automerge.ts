import { loadPeer } from "../../peers.ts";
import type { TextSystem } from "../system.ts";
import type { Patch } from "../traces.ts";

/** A document as Automerge hands it out: another object after each change. */
interface Doc {
  readonly body: string;
}

/** What we use of Automerge. */
interface Automerge {
  from(content: Doc): Doc;
  change(doc: Doc, fn: (draft: Doc) => void): Doc;
  splice(draft: Doc, path: readonly string[], at: number, gone: number, text: string): void;
  getLastLocalChange(doc: Doc): Uint8Array;
  applyChanges(doc: Doc, changes: readonly Uint8Array[]): readonly [Doc];
  clone(doc: Doc): Doc;
  save(doc: Doc): Uint8Array;
  load(bytes: Uint8Array): Doc;
}

const A = await loadPeer<Automerge>("@automerge/automerge");

function written(doc: Doc, patches: readonly Patch[]): Doc {
  return A.change(doc, (draft) => {
    for (const [at, gone, text] of patches) A.splice(draft, ["body"], at, gone, text);
  });
}

export const system: TextSystem = {
  create() {
    let doc = A.from({ body: "" });
    let sent = 0;
    return {
      edit(patches) {
        doc = written(doc, patches);
        sent += A.getLastLocalChange(doc).length;
      },
      get length() {
        return doc.body.length;
      },
      toString: () => doc.body,
      save: () => A.save(doc),
    };
  },
  load: (saved) => A.load(saved as Uint8Array).body,
  loop() {
    let writer = A.from({ body: "" });
    let server = A.clone(writer);
    let reader = A.clone(writer);
    let sent = 0;
    return {
      edit(patches) {
        writer = written(writer, patches);
        const change = A.getLastLocalChange(writer);
        sent += change.length;
        [server] = A.applyChanges(server, [change]);
        [reader] = A.applyChanges(reader, [change]);
      },
      texts: () => [writer.body, server.body, reader.body],
      get sent() {
        return sent;
      },
    };
  },
};

import { loadPeer } from "../../peers.ts";
import type { TextSystem } from "../system.ts";
import type { Patch } from "../traces.ts";

/** What we use of diamond-types. */
interface Diamond {
  Doc: {
    new (agent: string): Doc;
    fromBytes(bytes: Uint8Array): Doc;
  };
}

interface Doc {
  ins(at: number, text: string): void;
  del(at: number, length: number): void;
  len(): number;
  get(): string;
  toBytes(): Uint8Array;
  getLocalVersion(): Uint32Array;
  getPatchSince(version: Uint32Array): Uint8Array;
  mergeBytes(bytes: Uint8Array): void;
}

const { Doc } = await loadPeer<Diamond>("diamond-types-node");

/** Writes an edit. Returns what is sent for it. */
function write(doc: Doc, patches: readonly Patch[]): Uint8Array {
  const before = doc.getLocalVersion();
  for (const [at, gone, inserted] of patches) {
    if (gone > 0) doc.del(at, gone);
    if (inserted !== "") doc.ins(at, inserted);
  }
  return doc.getPatchSince(before);
}

export const system: TextSystem = {
  create() {
    const doc = new Doc("writer");
    let sent = 0;
    return {
      edit: (patches) => (sent += write(doc, patches).length),
      get length() {
        return doc.len();
      },
      toString: () => doc.get(),
      save: () => doc.toBytes(),
    };
  },
  load: (saved) => Doc.fromBytes(saved as Uint8Array).get(),
  loop() {
    const [writer, server, reader] = [new Doc("writer"), new Doc("server"), new Doc("reader")];
    let sent = 0;
    return {
      edit(patches) {
        const patch = write(writer, patches);
        sent += patch.length;
        server.mergeBytes(patch);
        reader.mergeBytes(patch);
      },
      texts: () => [writer, server, reader].map((doc) => doc.get()),
      get sent() {
        return sent;
      },
    };
  },
};

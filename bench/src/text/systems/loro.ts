import { loadPeer } from "../../peers.ts";
import type { TextSystem } from "../system.ts";
import type { Patch } from "../traces.ts";

/** What we use of Loro. */
interface Loro {
  LoroDoc: {
    new (): LoroDoc;
    fromSnapshot(bytes: Uint8Array): LoroDoc;
  };
}

interface LoroDoc {
  getText(name: string): LoroText;
  commit(): void;
  subscribeLocalUpdates(listener: (update: Uint8Array) => void): void;
  import(bytes: Uint8Array): void;
  export(how: { readonly mode: "snapshot" }): Uint8Array;
}

interface LoroText {
  readonly length: number;
  insert(at: number, text: string): void;
  delete(at: number, length: number): void;
  toString(): string;
}

const { LoroDoc } = await loadPeer<Loro>("loro-crdt");

function write(doc: LoroDoc, text: LoroText, patches: readonly Patch[]): void {
  for (const [at, gone, inserted] of patches) {
    if (gone > 0) text.delete(at, gone);
    if (inserted !== "") text.insert(at, inserted);
  }
  doc.commit();
}

export const system: TextSystem = {
  create() {
    const doc = new LoroDoc();
    const text = doc.getText("body");
    let sent = 0;
    doc.subscribeLocalUpdates((update) => (sent += update.length));
    return {
      edit: (patches) => write(doc, text, patches),
      get length() {
        return text.length;
      },
      toString: () => text.toString(),
      save: () => doc.export({ mode: "snapshot" }),
    };
  },
  load: (saved) =>
    LoroDoc.fromSnapshot(saved as Uint8Array)
      .getText("body")
      .toString(),
  loop() {
    const [writer, server, reader] = [new LoroDoc(), new LoroDoc(), new LoroDoc()];
    const text = writer.getText("body");
    let sent = 0;
    writer.subscribeLocalUpdates((update) => {
      sent += update.length;
      server.import(update);
      reader.import(update);
    });
    return {
      edit: (patches) => write(writer, text, patches),
      texts: () => [writer, server, reader].map((doc) => doc.getText("body").toString()),
      get sent() {
        return sent;
      },
    };
  },
};

import { loadPeer } from "../../peers.ts";
import type { TextSystem } from "../system.ts";
import type { Patch as Edit } from "../traces.ts";

/** What we use of json-joy. */
interface JsonJoy {
  Model: {
    create(): Model;
    fromBinary(bytes: Uint8Array): Model;
  };
  Patch: { fromBinary(bytes: Uint8Array): Patch };
}

interface Patch {
  toBinary(): Uint8Array;
}

interface Model {
  readonly api: {
    root(content: unknown): void;
    str(path: readonly string[]): Str;
    flush(): Patch;
  };
  fork(): Model;
  applyPatch(patch: Patch): void;
  toBinary(): Uint8Array;
  view(): unknown;
}

interface Str {
  length(): number;
  ins(at: number, text: string): void;
  del(at: number, length: number): void;
  view(): string;
}

const { Model } = await loadPeer<Pick<JsonJoy, "Model">>("json-joy/lib/json-crdt/index.js");
const { Patch } = await loadPeer<Pick<JsonJoy, "Patch">>("json-joy/lib/json-crdt-patch/index.js");

function begin(): Model {
  const model = Model.create();
  model.api.root("");
  model.api.flush();
  return model;
}

/** Makes one patch. Returns it as it is sent. */
function write(model: Model, text: Str, edits: readonly Edit[]): Uint8Array {
  for (const [at, gone, inserted] of edits) {
    if (gone > 0) text.del(at, gone);
    if (inserted !== "") text.ins(at, inserted);
  }
  return model.api.flush().toBinary();
}

export const system: TextSystem = {
  create() {
    const model = begin();
    const text = model.api.str([]);
    let sent = 0;
    return {
      edit: (edits) => (sent += write(model, text, edits).length),
      get length() {
        return text.length();
      },
      toString: () => text.view(),
      save: () => model.toBinary(),
    };
  },
  load: (saved) => Model.fromBinary(saved as Uint8Array).view() as string,
  loop() {
    const writer = begin();
    const server = writer.fork();
    const reader = writer.fork();
    const text = writer.api.str([]);
    let sent = 0;
    return {
      edit(edits) {
        const bytes = write(writer, text, edits);
        sent += bytes.length;
        server.applyPatch(Patch.fromBinary(bytes));
        reader.applyPatch(Patch.fromBinary(bytes));
      },
      texts: () => [writer, server, reader].map((model) => model.view() as string),
      get sent() {
        return sent;
      },
    };
  },
};

import type { Patch } from "./traces.ts";

/** One document in memory, written to by one person. */
export interface TextDocument {
  /** One change. What would be sent for it is made, too. */
  edit(patches: readonly Patch[]): void;
  /** Lets the answers come to what was sent so far, where that is part of a document's life. */
  hear?(): void;
  /** The length as an app reads it after an edit. */
  readonly length: number;
  toString(): string;
  /** The document as it is stored. */
  save(): Uint8Array | string;
}

/** A writer, a server and a reader, and all that is encoded, parsed and checked between them. */
export interface TextLoop {
  /** One change, at the writer. */
  edit(patches: readonly Patch[]): void;
  /** Resolves once everybody has everything. Without it that is so after `edit`. */
  settled?(): Promise<void>;
  /** The text at the writer, the server and the reader. */
  texts(): readonly string[] | Promise<readonly string[]>;
  /** Bytes that went from the writer to the server. */
  readonly sent: number;
}

/** A way to keep texts. */
export interface TextSystem {
  create(): TextDocument | Promise<TextDocument>;
  /** The text of what `save` gave. */
  load(saved: Uint8Array | string): string | Promise<string>;
  loop?(): TextLoop | Promise<TextLoop>;
}

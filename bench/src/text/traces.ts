import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

/** At `at`, `gone` units go and `text` comes. */
export type Patch = readonly [at: number, gone: number, text: string];

/** What somebody wrote, as it was recorded key by key, from an empty text on. */
export interface Trace {
  readonly edits: readonly (readonly Patch[])[];
  /** What it ends in. */
  readonly text: string;
}

export const TRACES = [
  "automerge-paper",
  "rustcode",
  "json-crdt-patch",
  "sveltecomponent",
] as const;

export type TraceName = (typeof TRACES)[number];

const folder = new URL("../../../../shared/traces/", import.meta.url);

/** Whether the recordings are here: they are no part of the repository. */
export function hasTraces(): boolean {
  return existsSync(folder);
}

/** Throws for one with characters beyond 16 bits: in those a trace counts otherwise than a string does. */
export function readTrace(name: TraceName): Trace {
  const packed = readFileSync(new URL(`${name}.json.gz`, folder));
  const { startContent, endContent, txns } = JSON.parse(gunzipSync(packed).toString()) as {
    startContent: string;
    endContent: string;
    txns: readonly { readonly patches: readonly Patch[] }[];
  };
  const edits = txns.map(({ patches }) => patches);
  if (startContent !== "") throw new Error(`${name} begins with a text`);
  const texts = edits.flat().map(([, , text]) => text);
  if (/[\ud800-\udfff]/.test(texts.join(""))) throw new Error(`${name} has surrogate pairs`);
  return { edits, text: endContent };
}

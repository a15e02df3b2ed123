import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { TextValue } from "@alongside/core";
import type { Delta } from "@alongside/core/text";

const folder = join(import.meta.dirname, "../../../../../shared/traces");

/** What people typed: position, units deleted, text inserted. */
interface Trace {
  readonly startContent: string;
  readonly endContent: string;
  readonly txns: readonly { readonly patches: readonly [number, number, string][] }[];
}

function deltaOf([at, gone, inserted]: readonly [number, number, string]): Delta {
  return [at, inserted, -gone].filter((part) => part !== 0 && part !== "");
}

test
  .skipIf(!existsSync(folder))
  .each(["automerge-paper", "rustcode", "json-crdt-patch", "sveltecomponent"])(
  "[R162] %s, typed anew, ends as it ended",
  (name) => {
    const file = gunzipSync(readFileSync(join(folder, `${name}.json.gz`)));
    const trace = JSON.parse(file.toString()) as Trace;
    let value = TextValue.from(trace.startContent);
    for (const { patches } of trace.txns)
      for (const patch of patches) value = value.apply(deltaOf(patch));
    expect(value.toString()).toBe(trace.endContent);
    expect(value.toJSON()).toBe(trace.endContent);
  },
);

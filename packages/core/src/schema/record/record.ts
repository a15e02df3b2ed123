import { inWords } from "#words";
import { isObject, misused } from "../../mistake.ts";
import type { CheckRecord } from "../check-types.ts";
import type { Fields } from "../kinds.ts";
import type { MakesLevel } from "../level.ts";
import { compileRecordLevel } from "./compile.ts";
import type { RecordOf } from "./types.ts";

/**
 * Fields that belong together, in a field of their own: `meta: record({ title: value(""), votes: counter(), body: text() })`. They
 * are their owner's: each is written by itself, as `doc.meta.title = "…"` and `doc.meta.votes.add(1)`, and `meta` has no id, life
 * or place. It may hold plain values, counters, texts and records. Throws `TypeError` for what is no object of fields; for a list
 * or map in it `defineRoom` throws, with the path.
 */
export function record<const F extends Fields>(fields: F & CheckRecord<F>): RecordOf<F> {
  if (!isObject(fields) || Array.isArray(fields) || "~kind" in fields || "~standard" in fields)
    throw misused(
      "defineRoom",
      inWords(() => 'what record() is given should be fields: { title: value("") }'),
      fields,
    );
  const made: RecordOf<F> & MakesLevel = {
    "~kind": "record",
    "~level": (...at) => compileRecordLevel(fields, ...at),
    fields,
  };
  return made;
}

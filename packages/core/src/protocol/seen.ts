import type { SeenField } from "../change/check-seen.ts";
import { MAX_OPS } from "./ops.ts";
import { asArray, asJson, asString, asTuple, trimmed } from "./shape.ts";

/** What was seen is `[id, field, value?]` on the wire. */
export function parseSeen(parts: unknown): readonly SeenField[] {
  return asArray(parts, "change.seen", MAX_OPS).map((part): SeenField => {
    const [id, field, ...value] = asTuple(part, "change.seen", 2, 3);
    return {
      id: asString(id, "change.seen.id", 256),
      field: asString(field, "change.seen.field", 256),
      ...(value.length > 0 && { value: asJson(value[0], "change.seen.value") }),
    };
  });
}

export function encodeSeen(seen: readonly SeenField[]): readonly unknown[] {
  return seen.map(({ id, field, value }) => trimmed([id, field, value]));
}

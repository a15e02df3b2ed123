import type { Json, RoomDefinition } from "@alongside/core";
import { equalJson, type OpsByKey, type SeenField, seenRecord } from "@alongside/core/engine";
import type { RoomCopy } from "./copy.ts";
import type { Names } from "./names.ts";
import type { Conflict } from "./types.ts";

/** The fields of a refused change that hold something else in the log now than its author saw. */
export function conflictsOf<D extends RoomDefinition>(
  { replica }: RoomCopy<D>,
  { seen = [], ops }: { readonly seen?: readonly SeenField[] | undefined; readonly ops: OpsByKey },
  names: Pick<Names, "of">,
): readonly Conflict[] {
  return Object.entries(ops).flatMap(([key, list]) =>
    list.flatMap((op): readonly Conflict[] => {
      if (op.op !== "set") return [];
      const { id, field, value: mine } = op;
      const saw = seen.find((one) => one.id === id && one.field === field);
      if (saw === undefined) return [];
      const node = seenRecord(replica, names.of(id));
      const theirs = node?.fields[field];
      if (node !== undefined && isSame(theirs, saw.value)) return [];
      return [
        {
          key,
          id,
          field,
          ...having("mine", mine),
          ...having("seen", saw.value),
          ...having("theirs", theirs),
        },
      ];
    }),
  );
}

function having<N extends string>(name: N, value: Json | undefined): { readonly [K in N]?: Json } {
  return (value === undefined ? {} : { [name]: value }) as { readonly [K in N]?: Json };
}

function isSame(a: Json | undefined, b: Json | undefined): boolean {
  return a === undefined || b === undefined ? a === b : equalJson(a, b);
}

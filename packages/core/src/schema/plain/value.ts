import { checkJson } from "../../json.ts";
import type { Value } from "./types.ts";

/** A plain value where a type is enough: any JSON is accepted, and `initial` is what it is until it is set. Throws `Invalid` when `initial` is not JSON. */
export function value<T>(initial: T): Value<T> {
  if (initial !== undefined) checkJson(initial, "initial");
  // The field itself checks that values are JSON, as it does for every schema.
  return {
    "~standard": {
      version: 1,
      vendor: "alongside",
      validate: (given) => ({ value: (given === undefined ? initial : given) as T }),
    },
  };
}

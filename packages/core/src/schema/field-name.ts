import { said } from "../mistake.ts";
import { inWords } from "#words";

const RESERVED = new Set(["id", "__proto__", "constructor", "prototype", ""]);

/** Throws `TypeError`, with the path, for what cannot be a field's name. */
export function checkName(name: string, path: string): void {
  if (RESERVED.has(name))
    throw new TypeError(
      said(
        "defineRoom",
        inWords(() => `${path}: the name ${JSON.stringify(name)} is reserved`),
        name,
      ),
    );
  if (!name.isWellFormed())
    throw new TypeError(
      said(
        "defineRoom",
        inWords(() => `${path.toWellFormed()}: the name has a lone surrogate`),
        name,
      ),
    );
}

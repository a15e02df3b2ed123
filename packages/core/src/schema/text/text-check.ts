import { Incompatible, Invalid, type Path, pathText } from "../../errors.ts";
import { holdsRecords, type Node } from "../../model/node.ts";
import { fieldOf } from "../../model/state.ts";
import { BadMessage } from "../../protocol/shape.ts";
import type { Delta } from "../../text/delta.ts";
import { parseTextJson } from "../../text/parse-delta.ts";
import { lengthChange } from "../../text/position.ts";
import type { TextNode } from "./types.ts";

/** See `CheckNew`. */
export function newText(field: TextNode, value: unknown, path: Path): void {
  checkContent(field, value, path);
}

/** See `CheckStored`. */
export function storedText(node: Node, name: string, field: TextNode, path: () => string): void {
  if (holdsRecords(node, name))
    throw new Incompatible(path(), "records are stored, the definition has a text");
  const stored = fieldOf(node, name);
  if (stored === undefined) return;
  try {
    // However much was formatted over time, it is stored.
    checkContent(field, stored, path, Infinity);
  } catch (error) {
    if (!(error instanceof BadMessage) && !(error instanceof Invalid)) throw error;
    throw new Incompatible("", error.message);
  }
}

function checkContent(field: TextNode, value: unknown, path: Path, maxParts?: number): void {
  const content = parseTextJson(value, pathText(path), maxParts);
  const delta: Delta = typeof content === "string" ? [content] : content;
  field.check(delta, lengthChange(delta), path);
}

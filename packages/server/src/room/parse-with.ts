import { Invalid, type Json } from "@alongside/core";
import { BadMessage, type PlainNode } from "@alongside/core/engine";

/** A value of presence, or an event's body, as it may be shown. Throws `BadMessage` when the definition refuses it. */
export function parseWith(
  nodes: ReadonlyMap<string, PlainNode>,
  name: string,
  value: Json,
  what: string,
): Json {
  const node = nodes.get(name);
  if (node === undefined) throw new BadMessage(`There is no ${what} ${name}`);
  try {
    return node.parse(value, `${what}.${name}`);
  } catch (error) {
    if (error instanceof Invalid) throw new BadMessage(error.message);
    throw error;
  }
}

import type { RoomDefinition } from "@alongside/core";
import type { Carets } from "@alongside/core/engine";

/** The fields of a definition's presence that are carets. */
export function caretFields(definition: RoomDefinition): readonly string[] {
  const fields = Array.from(definition.checks.presence);
  return fields.flatMap(([name, { caret }]) => (caret === undefined ? [] : [name]));
}

/** What keeps a page's carets; undefined where a definition has none, and then no code for it is loaded. */
export function caretsOf(definition: RoomDefinition): Carets | undefined {
  const names = caretFields(definition);
  return definition.checks.presence.get(names[0] ?? "")?.caret?.track(names);
}

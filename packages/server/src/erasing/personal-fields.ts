import type { RoomDefinition } from "@alongside/core";
import { mistake } from "@alongside/core/engine";

type Schema = RoomDefinition["schema"];

/** The fields whose letters are a person's where they wrote them: all texts, and the plain ones that the rules name. */
export function personalFields(
  { schema }: RoomDefinition,
  erase: readonly string[],
): readonly string[] {
  return [...fieldsOf(schema, "text"), ...erase];
}

/** Throws TypeError for what are no names of plain fields. */
export function checkErase({ name, schema }: RoomDefinition, erase: readonly string[]): void {
  const plain = fieldsOf(schema, "plain");
  const given: unknown = erase;
  const isFit = Array.isArray(given) && given.every((field) => plain.has(field as string));
  if (!isFit)
    throw mistake("implement", "erase", `names of plain fields of "${name}", ["label"] say`, erase);
}

/** The names of all fields of a kind, as the log has them, whichever records they are in. */
function fieldsOf(schema: Schema, kind: string): ReadonlySet<string> {
  const names = new Set<string>();
  const seen = new Set<Schema>();
  const look = (record: Schema): void => {
    if (seen.has(record)) return;
    seen.add(record);
    for (const [name, node] of record.fields) {
      if (node.kind === kind) names.add(name);
      if (node.kind === "list" || node.kind === "map") look(node.item);
    }
  };
  look(schema);
  return names;
}

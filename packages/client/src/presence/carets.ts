import type { RoomDefinition } from "@alongside/core";
import type { Carets, Grid, Points } from "@alongside/core/engine";

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

/** The grids of the fields of a definition's presence that are points. */
export function gridsOf(definition: RoomDefinition): ReadonlyMap<string, Grid> {
  const grids = new Map<string, Grid>();
  for (const [name, { point }] of definition.checks.presence)
    if (point !== undefined) grids.set(name, point.grid);
  return grids;
}

/** What reads the places in ticks; undefined where a definition has none, and then no code for it is loaded. */
export function pointsOf(definition: RoomDefinition): Points | undefined {
  const grids = gridsOf(definition);
  const [name = ""] = grids.keys();
  return definition.checks.presence.get(name)?.point?.track(grids);
}

import { useCallback } from "react";
import { Cell } from "../lib/cell.ts";
import { useCell } from "../lib/use-cell.ts";

/** Whoever did something in a room of the home, by their id, as far as that is here. */
export const knownPeople = new Cell<
  ReadonlyMap<string, { readonly name: string; readonly color: string }>
>(new Map());

/** What the rooms of the home are called, by their keys. */
export const knownRooms = new Cell<ReadonlyMap<string, string>>(new Map());

/** Returns who somebody is who is not here now. */
export function useUserOf() {
  const people = useCell(knownPeople);
  return useCallback(
    (id: string) => {
      const known = people.get(id);
      return known && { id, name: known.name, color: known.color };
    },
    [people],
  );
}

import type { StorageOf } from "@alongside/core";
import { useMemo } from "react";
import type { Home } from "./definition.ts";
import { useHomeStorage } from "./hooks.ts";

type Rooms = StorageOf<typeof Home>["rooms"];

/** A room as the home lists it. */
export type ListedRoom = (Rooms extends ReadonlyMap<string, infer R> ? R : never) & {
  readonly key: string;
};

/** The rooms, the one that was written in last first; undefined until they are here. */
export function useListedRooms(): readonly ListedRoom[] | undefined {
  const rooms = useHomeStorage((home) => home.rooms);
  return useMemo(
    () =>
      rooms &&
      Array.from(rooms, ([key, room]) => ({ ...room, key })).toSorted((a, b) => b.at - a.at),
    [rooms],
  );
}

/** Whoever is known here, by their id. */
export function useKnownPeople() {
  const people = useHomeStorage((home) => home.people);
  return useMemo(
    () => (id: string) => {
      const known = people?.get(id);
      return known && { id, name: known.name, color: known.color };
    },
    [people],
  );
}

import { useEffect } from "react";
import { useHomeStorage } from "./hooks.ts";
import { knownPeople, knownRooms } from "./known-people.ts";

/** Lets the parts of this page that do not stand in the home know who people are, and what rooms are called. */
export function useKnown(): void {
  const people = useHomeStorage((home) => home.people);
  const rooms = useHomeStorage((home) => home.rooms);
  useEffect(() => {
    if (people) knownPeople.set(people);
  }, [people]);
  useEffect(() => {
    if (rooms) knownRooms.set(new Map(Array.from(rooms, ([key, { title }]) => [key, title])));
  }, [rooms]);
}

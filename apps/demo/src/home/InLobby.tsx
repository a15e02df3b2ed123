import { useEffect } from "react";
import type { Address } from "../page/address.ts";
import { HOME, HomeProvider, useHome, useHomeStorage } from "./hooks.ts";
import { knownPeople } from "./known-people.ts";

/** Shows on the home who is in a room that is on it, and says here who people are that are not in the room now. */
export default function InLobby({ address }: { readonly address: Address }) {
  return (
    <HomeProvider id={HOME}>
      <Shown {...address} />
    </HomeProvider>
  );
}

function Shown({ page, id }: Address) {
  const { presence } = useHome();
  const key = `${page}:${id}`;
  const isListed = useHomeStorage((home) => home.rooms.has(key)) === true;
  const people = useHomeStorage((home) => home.people);
  // Where somebody is in a room that only its link leads to is nobody's business.
  useEffect(() => presence.set({ at: isListed ? key : null }), [presence, key, isListed]);
  useEffect(() => {
    if (people) knownPeople.set(people);
  }, [people]);
  return null;
}

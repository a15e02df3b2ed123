import { useEffect } from "react";
import type { Address } from "../page/address.ts";
import { HOME, HomeProvider, useHome, useHomeStorage } from "./hooks.ts";
import { useKnown } from "./use-known.ts";

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
  useKnown();
  const key = `${page}:${id}`;
  const isListed = useHomeStorage((home) => home.rooms.has(key)) === true;
  // Where somebody is in a room that only its link leads to is nobody's business.
  useEffect(() => presence.set({ at: isListed ? key : null }), [presence, key, isListed]);
  return null;
}

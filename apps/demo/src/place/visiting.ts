import { useEffect } from "react";
import { Cell } from "../lib/cell.ts";
import { useCell } from "../lib/use-cell.ts";

/** Whom one wants to see, by user id, until the page that they are on has gone there. */
export const visiting = new Cell<string | undefined>(undefined);

/** Who is not found by then, in ms, is nowhere to be seen: nobody is taken there later. */
const PATIENCE_MS = 3000;

/** Goes to whoever is to be seen: `goTo` returns whether it found them. Where it is another function, it is tried again. */
export function useVisits(goTo: (user: string) => boolean): void {
  const user = useCell(visiting);
  useEffect(() => {
    if (user !== undefined && goTo(user)) visiting.set(undefined);
  }, [user, goTo]);
  useEffect(() => {
    if (user === undefined) return undefined;
    const timer = setTimeout(() => visiting.set(undefined), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [user]);
}

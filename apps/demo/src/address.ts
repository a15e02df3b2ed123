import { useSyncExternalStore } from "react";

/** The board people land on who were given no link. */
const WELCOME = "welcome";

/** What a room may be called. */
const ROOM_ID = /^[A-Za-z0-9_.:-]{1,128}$/;

/** The board the address names: `/#roadmap` is the board "roadmap". */
export function boardInAddress(hash: string): string {
  const id = hash.replace(/^#/, "");
  return ROOM_ID.test(id) ? id : WELCOME;
}

/** Goes to a board nobody has seen yet. */
export function newBoard(): void {
  const bytes = crypto.getRandomValues(new Uint8Array(9));
  location.hash = btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, "-")
    .replace(/\//g, "_");
}

export function useBoardInAddress(): string {
  return useSyncExternalStore(
    (changed) => {
      window.addEventListener("hashchange", changed);
      return () => window.removeEventListener("hashchange", changed);
    },
    () => boardInAddress(location.hash),
  );
}

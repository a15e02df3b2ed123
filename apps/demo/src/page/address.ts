import { useSyncExternalStore } from "react";
import { PAGES } from "./page-words.ts";
import type { PageName } from "./page-words.ts";

/** What an address names: `/#roadmap` is the board "roadmap", `/document#roadmap` the document of that name. */
export interface Address {
  readonly page: PageName;
  readonly id: string;
}

/** The room people land in who were given no link. */
const WELCOME = "welcome";

/** What a room may be called. */
const ROOM_ID = /^[A-Za-z0-9_.:-]{1,128}$/;

export function parseAddress({ pathname, hash }: Pick<Location, "pathname" | "hash">): Address {
  const name = pathname.replaceAll("/", "");
  const id = hash.replace(/^#/, "");
  return {
    page: PAGES.find((page) => page === name) ?? "board",
    id: ROOM_ID.test(id) ? id : WELCOME,
  };
}

/** Where the parts of the kit are shown. It is no page of a room, and a link to it loads it anew. */
export const GALLERY = "gallery";

export function isGallery({ pathname }: Pick<Location, "pathname">): boolean {
  return pathname.replaceAll("/", "") === GALLERY;
}

/** The address as a link. Boards were there first: they are at the root. */
export function hrefOf({ page, id }: Address): string {
  return `/${page === "board" ? "" : page}#${id}`;
}

/** Goes there without loading the page anew. */
export function goTo(address: Address): void {
  history.pushState(null, "", hrefOf(address));
  window.dispatchEvent(new PopStateEvent("popstate"));
}

/** Goes to a room of this page that nobody has seen yet. */
export function goToNew(page: PageName): void {
  const bytes = crypto.getRandomValues(new Uint8Array(9));
  const id = btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, "-")
    .replace(/\//g, "_");
  goTo({ page, id });
}

export function useAddress(): Address {
  const page = useSyncExternalStore(subscribe, () => parseAddress(location).page);
  const id = useSyncExternalStore(subscribe, () => parseAddress(location).id);
  return { page, id };
}

/** `popstate` comes with a change of the hash too. */
function subscribe(changed: () => void): () => void {
  window.addEventListener("popstate", changed);
  return () => window.removeEventListener("popstate", changed);
}

import { useSyncExternalStore } from "react";
import { newRoomId } from "./room-id.ts";
import { welcomeIn } from "./welcome.ts";
import { PAGES } from "./page-words.ts";
import type { PageName } from "./page-words.ts";

/** What an address names: `/#roadmap` is the board "roadmap", `/document#roadmap` the document of that name. */
export interface Address {
  readonly page: PageName;
  readonly id: string;
}

/** What a room may be called. */
const ROOM_ID = /^[A-Za-z0-9_.:-]{1,128}$/;

/** What a location names. Without an id where it names a page alone. */
export function parseAddress({ pathname, hash }: Pick<Location, "pathname" | "hash">): {
  readonly page: PageName;
  readonly id?: string;
} {
  const name = pathname.replaceAll("/", "");
  const id = hash.replace(/^#/, "");
  return {
    page: PAGES.find((page) => page === name) ?? "board",
    ...(ROOM_ID.test(id) && { id }),
  };
}

/** The home, with all rooms, is what `/` names without a room. */
export const HOME_PATH = "/";

export function isHome({ pathname, hash }: Pick<Location, "pathname" | "hash">): boolean {
  return pathname === HOME_PATH && !ROOM_ID.test(hash.replace(/^#/, ""));
}

/** Where the parts of the kit are shown. It is no page of a room, and a link to it loads it anew. */
export const GALLERY = "gallery";

export function isGallery({ pathname }: Pick<Location, "pathname">): boolean {
  return pathname.replaceAll("/", "") === GALLERY;
}

/** Where live figures are shown: of this server, so there is one. A link to it loads it anew. */
export const DASHBOARD = "dashboard";

export function isDashboard({ pathname }: Pick<Location, "pathname">): boolean {
  return pathname.replaceAll("/", "") === DASHBOARD;
}

/** The address as a link. Boards were there first: they are at the root. */
export function hrefOf({ page, id }: Address): string {
  return `/${page === "board" ? "" : page}#${id}`;
}

/** Goes there without loading the page anew. */
export function goTo(address: Address): void {
  follow(hrefOf(address));
}

export function goHome(): void {
  follow(HOME_PATH);
}

function follow(href: string): void {
  history.pushState(null, "", href);
  window.dispatchEvent(new PopStateEvent("popstate"));
}

/** Goes to a room of this page that nobody has seen yet. */
export function goToNew(page: PageName): void {
  goTo({ page, id: newRoomId() });
}

export function useIsHome(): boolean {
  return useSyncExternalStore(subscribe, () => isHome(location));
}

export function useAddress(): Address {
  const page = useSyncExternalStore(subscribe, () => settled().page);
  const id = useSyncExternalStore(subscribe, () => settled().id);
  return { page, id };
}

/** Where this page is. Who names no room, as `/board` does, gets one of their own, to a room that welcomes them. */
function settled(): Address {
  const { page, id } = parseAddress(location);
  if (id !== undefined) return { page, id };
  const address = { page, id: newRoomId() };
  welcomeIn(address.id);
  history.replaceState(null, "", hrefOf(address));
  return address;
}

/** `popstate` comes with a change of the hash too. */
function subscribe(changed: () => void): () => void {
  window.addEventListener("popstate", changed);
  return () => window.removeEventListener("popstate", changed);
}

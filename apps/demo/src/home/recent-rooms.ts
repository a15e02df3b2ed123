import type { Address } from "../page/address.ts";
import { PAGES } from "../page/page-words.ts";

const KEY = "alongside.recent";

/** So many rooms a browser remembers. */
const MOST = 12;

/** A room that was open in this browser. */
export interface RecentRoom extends Address {
  readonly title: string;
}

/** The rooms that were open in this browser, the last one first. */
export function recentRooms(): readonly RecentRoom[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter(isRecent).slice(0, MOST) : [];
  } catch {
    // Something else stands there: it is written anew with the next room.
    return [];
  }
}

/** Remembers a room as the last one that was open. */
export function rememberRoom({ page, id, title }: RecentRoom): void {
  const others = recentRooms().filter((one) => one.page !== page || one.id !== id);
  localStorage.setItem(KEY, JSON.stringify([{ page, id, title }, ...others].slice(0, MOST)));
}

function isRecent(value: unknown): value is RecentRoom {
  if (typeof value !== "object" || value === null) return false;
  const { page, id, title } = value as { readonly [key in keyof RecentRoom]?: unknown };
  return PAGES.some((one) => one === page) && typeof id === "string" && typeof title === "string";
}

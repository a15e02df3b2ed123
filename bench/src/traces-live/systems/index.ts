import type { OpenPages } from "../two-pages.ts";

/** Each is loaded in a process that runs no other. */
export const PAGES = {
  Alongside: () => import("./alongside.ts"),
  "Alongside, each key alone": () => import("./alongside-alone.ts"),
  "Alongside, on disk": () => import("./alongside.ts"),
  "y-websocket": () => import("./y-websocket.ts"),
} satisfies { [name: string]: () => Promise<{ readonly openPages: OpenPages }> };

export type PagesName = keyof typeof PAGES;

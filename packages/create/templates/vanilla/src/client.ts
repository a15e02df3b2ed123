import { createClient } from "@alongside/client";
import { indexedDbStore } from "@alongside/client/indexeddb";

/** The page's connection. What is written without a network waits in this browser, also over a reload. */
export const client = createClient({ url: "/live", persist: indexedDbStore({ user: "guest" }) });

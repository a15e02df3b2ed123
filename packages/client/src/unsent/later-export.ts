import { Lazy } from "../lazy.ts";

/** Loaded with the first own change, and where there is a device once the page is live: what is not sent is exported without a network, too. */
export const exportCode = new Lazy(() => import("./unsent.ts"));

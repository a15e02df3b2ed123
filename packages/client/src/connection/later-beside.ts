import { Lazy } from "../lazy.ts";

/** What a connection does beside the transport in use: most pages have the best one at once, and never need it. */
export const besideCode = new Lazy(() => import("./beside.ts"));

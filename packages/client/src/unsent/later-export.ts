import { Lazy } from "../lazy.ts";

/** Loaded with the first own change, and with the device: what is not sent is exported where there is no network, too. */
export const exportCode = new Lazy(() => import("./unsent.ts"));

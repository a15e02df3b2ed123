import { talk } from "./rules.ts";

/** Every kind of room that this server runs. */
export const rooms = [talk];

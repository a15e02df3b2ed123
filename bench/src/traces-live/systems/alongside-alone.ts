import { pagesOf } from "./alongside.ts";

/** Milliseconds between two keys of a typist. Where the clock says that so many have passed, each change leaves as it is made, alone. */
const KEY_MS = 60;

export const openPages = pagesOf(KEY_MS);

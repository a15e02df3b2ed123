import { Cell } from "../lib/cell.ts";

/** Whether the person signed out on this page: nothing of theirs is shown any more. */
export const isSignedOut = new Cell(false);

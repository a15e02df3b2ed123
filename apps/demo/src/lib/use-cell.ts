import { useSyncExternalStore } from "react";
import type { Readable } from "./cell.ts";

/** The value of a cell, now and after every change. */
export function useCell<T>(cell: Readable<T>): T {
  return useSyncExternalStore(cell.subscribe, cell.get, cell.get);
}

import { useSyncExternalStore } from "react";
import { Cell } from "../lib/cell.ts";

export type Theme = "light" | "dark";

const KEY = "alongside.theme";
const system =
  typeof matchMedia === "function" ? matchMedia("(prefers-color-scheme: dark)") : undefined;
const theme = new Cell<Theme>("light");

/** Follows the system until someone chooses; choosing what the system has anyway follows it again. */
export function startTheme(): void {
  refresh();
  system?.addEventListener("change", refresh);
}

export function toggleTheme(): void {
  const wanted: Theme = theme.get() === "dark" ? "light" : "dark";
  if (wanted === systemTheme()) localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, wanted);
  refresh();
}

export function useTheme(): Theme {
  return useSyncExternalStore(theme.subscribe, theme.get);
}

function refresh(): void {
  const chosen = localStorage.getItem(KEY);
  theme.set(chosen === "light" || chosen === "dark" ? chosen : systemTheme());
  document.documentElement.dataset["theme"] = theme.get();
}

function systemTheme(): Theme {
  return system?.matches ? "dark" : "light";
}

import { useEffect, useRef, useState } from "react";
import { titleIn } from "./inbox-context.ts";
import type { PanelTools } from "./inbox-context.ts";
import type { NotificationTools } from "./use-notifications.ts";

/** What comes is read out together, after so many ms. */
const SAY_MS = 3000;

/** What is to be read out of what came, but not of what was there, or of what was seen meanwhile. */
export function useArrivals(
  { items, name }: NotificationTools,
  words: PanelTools["words"],
  userOf: PanelTools["userOf"],
): string {
  const [said, setSaid] = useState("");
  const latest = useRef({ items, words, userOf });
  const known = useRef<ReadonlyMap<string, number>>(undefined);
  const came = useRef(new Set<string>());
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    latest.current = { items, words, userOf };
    if (name !== "ready") return;
    const before = known.current;
    known.current = new Map(items.map(({ key, count }) => [key, count]));
    if (before === undefined) return;
    for (const { key, count, seen } of items)
      if (seen === 0 && count > (before.get(key) ?? 0)) came.current.add(key);
    if (came.current.size === 0) return;
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      const fresh = latest.current.items.filter(({ key }) => came.current.has(key));
      came.current.clear();
      const [first] = fresh;
      if (first) setSaid(latest.current.words.said(fresh.length, titleIn(latest.current, first)));
    }, SAY_MS);
  }, [items, name, words, userOf]);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [],
  );
  return said;
}

import { useEffect, useMemo, useState } from "react";
import type { NotificationTools } from "./use-notifications.ts";

/** Times are shown anew after so many ms. */
const TICK_MS = 30_000;

/** The time, not older than half a minute, and anew for what is another object. */
export function useNow(of: unknown): Date {
  const [tick, setTick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setTick((last) => last + 1), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  // oxlint-disable-next-line react/exhaustive-deps -- they say when to look at the clock
  return useMemo(() => new Date(), [of, tick]);
}

/** Marks as seen what is shown while somebody can see the page. */
export function useSeen(unseen: number, inbox: NotificationTools["inbox"]): void {
  useEffect(() => {
    if (unseen === 0) return undefined;
    const look = (): void => {
      if (document.visibilityState !== "hidden") inbox.markAll("seen");
    };
    look();
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, [unseen, inbox]);
}

import { useSyncExternalStore } from "react";

/** As in the style sheets. */
const narrow = "(max-width: 700px)";

/** Whether there is no more room than on a phone. */
export function useIsNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => matchMedia(narrow).matches);
}

function subscribe(changed: () => void): () => void {
  const query = matchMedia(narrow);
  query.addEventListener("change", changed);
  return () => query.removeEventListener("change", changed);
}

import { TextValue } from "@alongside/core";
import { useCallback, useSyncExternalStore } from "react";
import { useRoom } from "./hooks.ts";

const CALM_MS = 250;

/** The text of the document, looked at again a quarter of a second after it changed: for what is made of it with some effort. */
export function useCalmBody(): TextValue {
  const room = useRoom();
  const subscribe = useCallback(
    (look: () => void) => {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const stop = room.subscribe(() => {
        timer ??= setTimeout(() => {
          timer = undefined;
          look();
        }, CALM_MS);
      });
      return () => {
        stop();
        clearTimeout(timer);
      };
    },
    [room],
  );
  return useSyncExternalStore(subscribe, () => room.get()?.body ?? TextValue.empty);
}

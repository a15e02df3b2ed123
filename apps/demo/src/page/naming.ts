import { openGesture } from "@alongside/client";
import type { Gesture, Room } from "@alongside/client";
import type { DraftOf, RoomDefinition } from "@alongside/core";

/** A name while it is written, and how that ends. */
export interface Naming {
  /** Shows everyone the name so far. While there is none, they see the old one. */
  readonly show: (title: string) => void;
  /** Makes what was shown last the name. */
  readonly commit: () => void;
  /** Leaves the old name. */
  readonly cancel: () => void;
}

/** Lets somebody name a room: the others see each letter, and the name is one change at its end. */
export function startNaming<D extends RoomDefinition>(
  room: Room<D>,
  write: (doc: DraftOf<D>, title: string) => void,
): Naming {
  let gesture: Gesture<D> | undefined;
  const end = (how: "commit" | "cancel"): void => {
    // A room that was left has ended it.
    if (gesture?.isOpen) gesture[how]();
    gesture = undefined;
  };
  return {
    show(title) {
      const next = title.trim();
      if (next === "") return end("cancel");
      if (!gesture?.isOpen) gesture = openGesture(room);
      gesture.update((doc) => write(doc, next));
    },
    commit: () => end("commit"),
    cancel: () => end("cancel"),
  };
}

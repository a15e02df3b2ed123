import type { DraftOf } from "@alongside/core";
import { openText, type Room } from "@alongside/client";
import { compose, type Delta } from "@alongside/core/text";
import type { Page } from "../rooms.ts";
import type { Patch } from "./traces.ts";

export const PAGE = "page:p";

/** Makes one change of what somebody did at once. */
export type Write = (patches: readonly Patch[]) => void;

/** One change, as an app makes it. */
export function write(room: Room<typeof Page>, patches: readonly Patch[]): void {
  room.update((doc: DraftOf<typeof Page>) => {
    for (const [at, gone, inserted] of patches) {
      if (gone > 0) doc.body.delete(at, gone);
      if (inserted !== "") doc.body.insert(at, inserted);
    }
  });
}

export function byUpdate(room: Room<typeof Page>): Write {
  return (patches) => write(room, patches);
}

/** Changes as an editor's binding makes them. */
export function byText(room: Room<typeof Page>): Write {
  const text = openText(room, (doc) => doc.body);
  return (patches) => {
    if (patches.length > 0) text.edit(patches.map(deltaOf).reduce(compose));
  };
}

function deltaOf([at, gone, inserted]: Patch): Delta {
  const parts: (number | string)[] = [];
  if (at > 0) parts.push(at);
  if (inserted !== "") parts.push(inserted);
  if (gone > 0) parts.push(-gone);
  return parts;
}

/** The text as an app reads it. */
export function bodyOf(room: Room<typeof Page>): { readonly length: number; toString(): string } {
  const state = room.get();
  if (state === undefined) throw new Error("The room is not here yet");
  return state.body;
}

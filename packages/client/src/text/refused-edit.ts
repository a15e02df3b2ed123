import type { RoomDefinition } from "@alongside/core";
import type { Op, Replica, Shelf, TextOp } from "@alongside/core/engine";
import type { Delta } from "@alongside/core/text";
import { isRefusal } from "../room/refusal.ts";
import type { LaterSetbacks } from "../room/later-setbacks.ts";
import type { KeyedPlace } from "./place.ts";

/**
 * Lists an edit of the text at a place, of which nothing is written since that threw `error`, with the changes that the server
 * refused. Returns false for what is no refusal, or where the text is gone.
 */
export function listRefused<D extends RoomDefinition>(
  setbacks: LaterSetbacks<D>,
  replica: Replica,
  place: KeyedPlace | undefined,
  delta: Delta,
  error: unknown,
): boolean {
  if (place === undefined || replica.pendingTexts === undefined || !isRefusal(error)) return false;
  const { code, message } = error;
  const op: TextOp = { op: "text", id: place.id, field: place.field, delta };
  // It stands over all that is pending, which is what the editor shows.
  const shelves = new Map<Op, Shelf>([
    [op, replica.pendingTexts.shelve(op, Number.POSITIVE_INFINITY)],
  ]);
  setbacks.use(({ rejections }) => {
    rejections.add({ code, message, ops: { [place.key]: [op] }, shelves, leaning: {} });
    rejections.tell();
  });
  return true;
}

import type { RoomDefinition } from "@alongside/core";
import { inWords } from "@alongside/core/engine";
import type { PendingChange } from "./pending.ts";
import type { Rejections } from "./rejections.ts";

/** Lists what a change of an older version wrote that has no place any more, once it is known not to be in the log. */
export function listOutdated<D extends RoomDefinition>(
  change: PendingChange,
  rejections: Rejections<D>,
): void {
  const { outdated } = change.data;
  if (outdated === undefined) return;
  change.data = { ...change.data, outdated: undefined };
  const code = "change.outdated";
  const message =
    inWords(() => "An earlier version of this page wrote it, and this one has no place for it") ??
    code;
  const rest = { leaning: {}, shelves: new Map(), seen: undefined };
  rejections.add({ ...change.data, ...rest, code, message, ops: outdated });
}

import { equalJson } from "../json.ts";
import { fieldUpTo } from "./ground.ts";
import { currentAt, homeOf, isTrashed, isVisible, type Node } from "./node.ts";
import type { Op, Position } from "./op.ts";
import type { Replica } from "./replica.ts";
import { isInside } from "./structure.ts";
import { keySlot, type LifeNote, type Note, type PlaceNote } from "./undo-notes.ts";

/**
 * The op that takes back what was noted. Undefined where the slot holds another value by now, and where nobody would see it
 * change, as it is in the trash.
 */
export function takingBack(replica: Replica, n: number, note: Note): Op | undefined {
  const { id } = note;
  const node = replica.node(id);
  if (node === undefined) return undefined;
  if (note.kind === "life") return lifeBack(replica, node, note);
  if (note.kind === "place") return placeBack(replica, node, note);
  if (!isVisible(node, replica.state.root)) return undefined;
  switch (note.kind) {
    case "field": {
      const { field, before, after } = note;
      const now = fieldUpTo(replica, n, node, field);
      if (!equalJson(now, after) || equalJson(now, before)) return undefined;
      return { op: "set", id, field, ...(before !== undefined && { value: before }) };
    }
    case "sum":
      return note.by === 0 ? undefined : { op: "add", id, field: note.field, by: -note.by };
    case "text": {
      const delta = note.marks?.delta() ?? note.delta;
      return delta.length === 0 ? undefined : { op: "text", id, field: note.field, delta };
    }
  }
}

/** The slots, named as `slotOf` names them, that stand in the way of taking back what was noted. */
export function* inTheWay(replica: Replica, note: Note): Generator<string, undefined> {
  const { id } = note;
  if (note.kind === "field" || note.kind === "text") yield `${id} ${note.field}`;
  else if (note.kind === "place") {
    yield `${id} at`;
    yield* trashedAround(replica, note.from.of);
  } else if (note.kind === "life" && note.trashed) {
    yield id;
    const node = replica.node(id);
    const home = node && homeOf(node);
    if (home?.kind === "map") yield keySlot({ of: home.of.id, field: home.field }, node?.mapKey);
  }
  yield* trashedAround(replica, id);
}

/** The lives of a record and of those it stands in, as far as they are in the trash. */
function* trashedAround(replica: Replica, id: string): Generator<string, undefined> {
  const node = replica.node(id);
  if (node === undefined) yield id;
  for (let at = node; at !== undefined; at = homeOf(at)?.of) if (isTrashed(at)) yield at.id;
}

function lifeBack(replica: Replica, node: Node, note: LifeNote): Op | undefined {
  const { root } = replica.state;
  const home = homeOf(node);
  const { id } = node;
  if (!note.trashed) {
    if (!isVisible(node, root)) return undefined;
    const displaced = note.displaced === undefined ? undefined : replica.node(note.displaced);
    return displaced !== undefined && homeOf(displaced) === home
      ? { op: "restore", id: displaced.id }
      : { op: "delete", id };
  }
  if (!isTrashed(node) || home === undefined || !isVisible(home.of, root)) return undefined;
  // What somebody has put at its key meanwhile stays.
  const isTaken = home.kind === "map" && currentAt(home, node.mapKey as string) !== undefined;
  return isTaken ? undefined : { op: "restore", id };
}

/**
 * The place is still the own one where somebody has thrown away the record that holds it: then going back brings it out of
 * there. One that was thrown away itself would move unseen.
 */
function placeBack(replica: Replica, node: Node, note: PlaceNote): Op | undefined {
  const { id } = node;
  if (isTrashed(node) || note.isLost) return undefined;
  const owner = replica.node(note.from.of);
  const home = homeOf(node);
  const isThere = home?.field === note.to.field && home.of.id === note.to.of;
  if (!isThere || owner === undefined || !isVisible(owner, replica.state.root)) return undefined;
  if (isInside({ home: homeOf }, owner, node)) return undefined;
  return { op: "move", id, in: note.from, at: besideOf(replica, note) };
}

/** Beside the old left neighbour; where that stands elsewhere now, the right one. */
function besideOf(replica: Replica, { from, left, right }: PlaceNote): Position {
  const isThere = (id: string): boolean => {
    const node = replica.node(id);
    const home = node && homeOf(node);
    return home?.field === from.field && home.of.id === from.of;
  };
  if (left === undefined) return "start";
  if (isThere(left)) return { after: left };
  return right !== undefined && isThere(right) ? { before: right } : "end";
}

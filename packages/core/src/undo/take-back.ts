import { equalJson } from "../json.ts";
import { fieldUpTo } from "./ground.ts";
import { currentAt, homeOf, isTrashed, isVisible, type Node } from "../model/node.ts";
import type { Op, Position } from "../model/op.ts";
import type { Replica } from "../pending/replica.ts";
import { isInside } from "../model/structure.ts";
import { keySlot, type LifeNote, type Note, type PlaceNote } from "./undo-notes.ts";

/**
 * The op that takes back what was noted. Undefined where the slot holds another value by now. What stands in the trash is taken
 * back too, and is as it was when it comes out.
 */
export function takingBack(replica: Replica, n: number, note: Note): Op | undefined {
  const { id } = note;
  const node = replica.node(id);
  if (node === undefined) return undefined;
  if (note.kind === "life") return lifeBack(replica, node, note);
  if (note.kind === "place") return placeBack(replica, node, note);
  // Of what is in the trash only the place may be known.
  if (node.stub) return undefined;
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

/** Whether somebody sees it when what was noted is taken back: not where it is in the trash, or goes there. */
export function isSeenBack(replica: Replica, note: Note): boolean {
  const { root } = replica.state;
  const node = replica.node(note.id);
  if (node === undefined) return false;
  if (note.kind === "place") {
    const owner = replica.node(note.from.of);
    return !isTrashed(node) && owner !== undefined && isVisible(owner, root);
  }
  const home = homeOf(node);
  if (note.kind === "life" && note.trashed) return home !== undefined && isVisible(home.of, root);
  return isVisible(node, root);
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
  const home = homeOf(node);
  const { id } = node;
  if (!note.trashed) {
    if (isTrashed(node)) return undefined;
    const displaced = note.displaced === undefined ? undefined : replica.node(note.displaced);
    return displaced !== undefined && homeOf(displaced) === home
      ? { op: "restore", id: displaced.id }
      : { op: "delete", id };
  }
  if (!isTrashed(node) || home === undefined) return undefined;
  // What somebody has put at its key meanwhile stays.
  const isTaken = home.kind === "map" && currentAt(home, node.mapKey as string) !== undefined;
  return isTaken ? undefined : { op: "restore", id };
}

/**
 * The place is still the own one where somebody has thrown away the record that holds it: then going back brings it out of
 * there. What is seen does not go where it would not be.
 */
function placeBack(replica: Replica, node: Node, note: PlaceNote): Op | undefined {
  const { id } = node;
  const { root } = replica.state;
  if (note.isLost) return undefined;
  const owner = replica.node(note.from.of);
  const home = homeOf(node);
  const isThere = home?.field === note.to.field && home.of.id === note.to.of;
  if (!isThere || owner === undefined) return undefined;
  if (isVisible(node, root) && !isVisible(owner, root)) return undefined;
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

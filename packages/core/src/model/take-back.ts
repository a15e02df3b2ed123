import { equalJson, type Json } from "../json.ts";
import { currentAt, homeOf, isTrashed, isVisible, type Node } from "./node.ts";
import type { Op, Position } from "./op.ts";
import type { Replica } from "./replica.ts";
import { foldField } from "./slots.ts";
import { isInside } from "./structure.ts";
import type { LifeNote, Note, PlaceNote } from "./undo-notes.ts";

/** The op that takes back what was noted; undefined where that is not there any more. */
export function takingBack(replica: Replica, n: number, note: Note): Op | undefined {
  const { id } = note;
  const node = replica.node(id);
  if (node === undefined) return undefined;
  if (note.kind === "life") return lifeBack(replica, node, note);
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
    case "text":
      return note.delta.length === 0
        ? undefined
        : { op: "text", id, field: note.field, delta: note.delta };
    case "place":
      return placeBack(replica, node, note);
  }
}

/** A field as the own changes up to `n` leave it, without anybody's gestures. */
export function fieldUpTo(
  replica: Replica,
  n: number,
  node: Node,
  field: string,
): Json | undefined {
  const stack = replica.stacks(node)?.get(field);
  const isUnder = (rank: number | string): boolean => typeof rank === "number" && rank <= n;
  return foldField(
    node,
    field,
    stack?.filter(({ layer }) => isUnder(layer.rank)),
  );
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

function placeBack(replica: Replica, node: Node, note: PlaceNote): Op | undefined {
  const { id } = node;
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

import { type Box, listOf, type MapBox, mapOf, type Node } from "./node.ts";
import {
  type DeleteOp,
  type FieldValues,
  type InsertOp,
  type MoveOp,
  type Op,
  type Position,
  type PutOp,
  type RestoreOp,
  ROOT,
} from "./op.ts";
import { anchorOf } from "./place.ts";
import type { ListBox } from "./node.ts";
import type { RecordState } from "./record-state.ts";

/** An op on what exists, where, and whether it is in the trash; not on what its fields hold. */
export type StructureOp = InsertOp | PutOp | MoveOp | DeleteOp | RestoreOp;

export function isStructure(op: Op): op is StructureOp {
  return op.op !== "set" && op.op !== "add" && op.op !== "text" && op.op !== "feed";
}

/**
 * What structure ops write to. There are two: the log's state, and what pending ops show over it. The rules are the same in
 * both, so an acknowledged change looks as its author's guess did.
 */
export interface Structure {
  find(id: string): Node | undefined;
  home(node: Node): Box | undefined;
  current(box: MapBox, key: string): Node | undefined;
  /** Makes a record, at no place yet. */
  make(id: string, key: string, mapKey: string | undefined, fields: FieldValues): Node;
  /** Gives a record that is nowhere a place. */
  enter(node: Node, box: Box, at: Position): void;
  /** Takes a record out of its list. */
  leave(node: Node): void;
  setTrashed(node: Node, trashed: boolean): void;
  setCurrent(box: MapBox, key: string, node: Node | undefined): void;
  /** A record that is not known, and that its op brings along. */
  adopt(key: string, record: RecordState): Node | undefined;
  /** Completes a record of which only id and place were known. */
  fill(node: Node, record: RecordState): void;
  /**
   * Called when a record moves into one that this replica does not know. Returns true if the record is gone from here then
   * (confirmed: it is in a place that a joiner was not told of), false if the op is void (pending).
   */
  lose(node: Node): boolean;
}

/** Applies an op. False when there was nothing to write to: the op is void. */
export function applyStructure(to: Structure, key: string, op: StructureOp): boolean {
  switch (op.op) {
    case "insert":
    case "put": {
      const owner = to.find(op.in.of);
      if (owner === undefined || to.find(op.id) !== undefined) return false;
      if (op.op === "insert") {
        const list = listOf(owner, op.in.field);
        to.enter(to.make(op.id, key, undefined, op.fields), list, op.at);
      } else {
        const map = mapOf(owner, op.in.field);
        const node = to.make(op.id, key, op.key, op.fields);
        to.enter(node, map, "end");
        takeKey(to, map, node);
      }
      return true;
    }
    case "move":
      return move(to, key, op);
    case "delete": {
      const node = to.find(op.id);
      if (node === undefined || node.id === ROOT) return false;
      to.setTrashed(node, true);
      const home = to.home(node);
      if (home?.kind === "map" && to.current(home, node.mapKey as string) === node) {
        to.setCurrent(home, node.mapKey as string, undefined);
      }
      return true;
    }
    case "restore": {
      const node = to.find(op.id);
      if (node === undefined || node.id === ROOT) return false;
      if (node.stub && op.record !== undefined) to.fill(node, op.record);
      to.setTrashed(node, false);
      const home = to.home(node);
      if (home?.kind === "map") takeKey(to, home, node);
      return true;
    }
  }
}

function move(to: Structure, key: string, op: MoveOp): boolean {
  const known = to.find(op.id);
  const owner = to.find(op.in.of);
  if (op.id === ROOT || (known !== undefined && to.home(known)?.kind === "map")) return false;
  if (owner === undefined) return known !== undefined && to.lose(known);
  const node = known ?? (op.record && to.adopt(key, op.record));
  if (node === undefined || isInside(to, owner, node)) return false;
  const list: ListBox = listOf(owner, op.in.field);
  const isBesideItself = anchorOf(op.at) === node.id && to.home(node) === list;
  if (isBesideItself) return true;
  to.leave(node);
  to.enter(node, list, op.at);
  return true;
}

/** Makes a record the one at its key. The one that was there goes to the trash. */
function takeKey(to: Structure, box: MapBox, node: Node): void {
  const key = node.mapKey as string;
  const displaced = to.current(box, key);
  if (displaced === node) return;
  if (displaced !== undefined) to.setTrashed(displaced, true);
  to.setCurrent(box, key, node);
}

/** Whether `inner` is `outer` or somewhere in it. */
export function isInside(structure: Pick<Structure, "home">, inner: Node, outer: Node): boolean {
  for (let node: Node | undefined = inner; node !== undefined; node = structure.home(node)?.of) {
    if (node === outer) return true;
  }
  return false;
}

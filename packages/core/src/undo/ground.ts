import type { Json } from "../json.ts";
import type { RecordSchema } from "../schema/kinds.ts";
import type { TextValue } from "../text/text-value.ts";
import { type Box, currentAt, homeOf, isTrashed, type Node, orderOf } from "../model/node.ts";
import { beside, type Order } from "../model/order.ts";
import type { Replica } from "../pending/replica.ts";
import { foldField } from "../pending/slots.ts";
import { fieldOf, type State } from "../model/state.ts";

/** What notes on a write are taken from: a room as its author sees it, or as its log has it. */
export interface Ground {
  node(id: string): Node | undefined;
  schemaOf(node: Node): RecordSchema | undefined;
  /** A plain field; undefined where nothing is written. */
  field(node: Node, field: string): Json | undefined;
  text(node: Node, field: string): TextValue;
  home(node: Node): Box | undefined;
  /** The ids of a record's neighbours in its list. */
  beside(node: Node): readonly [left: string | undefined, right: string | undefined];
  isTrashed(node: Node): boolean;
  /** The id of the record at a key of the map `field` of a record. */
  at(owner: Node, field: string, key: string): string | undefined;
}

/** A room as the author of the change `n` sees it: with the own changes up to `n`, and nobody's gestures in its fields. */
export function seenBy(replica: Replica, n: number): Ground {
  return {
    node: (id) => replica.node(id),
    schemaOf: (node) => replica.schemaOf(node),
    field: (node, field) => fieldUpTo(replica, n, node, field),
    text: (node, field) => replica.text(node, field),
    home: homeOf,
    beside(node) {
      const home = homeOf(node);
      return home?.kind === "list" ? neighbours(orderOf(home), node) : NOBODY;
    },
    isTrashed,
    at(owner, field, key) {
      const box = replica.map(owner, field);
      return box && currentAt(box, key)?.id;
    },
  };
}

/** A room as its log has it, without anything pending. */
export function loggedIn(state: State, schema: RecordSchema): Ground {
  const schemaOf = (node: Node): RecordSchema | undefined => {
    const { home } = node;
    if (home === undefined) return node === state.root ? schema : undefined;
    const field = schemaOf(home.of)?.fields.get(home.field);
    return field?.kind === home.kind ? field.item : undefined;
  };
  return {
    node: (id) => state.nodes.get(id),
    schemaOf,
    field: fieldOf,
    text: (node, field) => state.text(node, field),
    home: ({ home }) => home,
    beside: (node) => (node.home?.kind === "list" ? neighbours(node.home.order, node) : NOBODY),
    isTrashed: ({ trashed }) => trashed,
    at: (owner, field, key) => owner.maps?.get(field)?.current.get(key)?.id,
  };
}

/** A field as the own changes up to `n` leave it, without anybody's gestures. */
export function fieldUpTo(
  replica: Replica,
  n: number,
  node: Node,
  field: string,
): Json | undefined {
  const stack = replica.stacks(node)?.get(field);
  const isUnder = (change: number | string): boolean => typeof change === "number" && change <= n;
  return foldField(
    node,
    field,
    stack?.filter(({ layer }) => isUnder(layer.n)),
  );
}

const NOBODY = [undefined, undefined] as const;

function neighbours(order: Order<Node>, node: Node): ReturnType<Ground["beside"]> {
  return [beside(order, node, -1)?.id, beside(order, node, 1)?.id];
}

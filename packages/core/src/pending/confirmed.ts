import type { Level, RecordSchema } from "../schema/kinds.ts";
import type { Node, RecordView } from "../model/node.ts";
import type { Replica } from "./replica.ts";
import { plainValue } from "../schema/plain/plain-draft.ts";
import { SortedMap } from "../model/sorted-map.ts";
import { fieldOf, type State, sumOf } from "../model/state.ts";

/** What the log alone shows of a replica's storage, without anything pending; built from nothing. */
export function confirmedView({ state, schema }: Replica): RecordView {
  return readRecord(state, state.root, schema);
}

function readRecord(state: State, node: Node, schema: RecordSchema): RecordView {
  const id = node === state.root ? {} : { id: node.id };
  return readLevel(state, node, schema, id) as RecordView;
}

function readLevel(
  state: State,
  node: Node,
  { prefix, own, records }: Level,
  view: Record<string, unknown>,
): Record<string, unknown> {
  for (const [name, child] of own) {
    const field = prefix + name;
    let value: unknown;
    if (child.kind === "plain") value = plainValue(fieldOf(node, field), child, field);
    else if (child.kind === "counter") value = sumOf(fieldOf(node, field));
    else if (child.kind === "text") value = state.text(node, field);
    else if (child.kind === "list") {
      value = [...(node.lists?.get(field)?.order ?? [])]
        .filter((record) => !record.trashed && !record.stub)
        .map((record) => readRecord(state, record, child.item));
    } else {
      const current = [...(node.maps?.get(field)?.current ?? [])].filter(
        ([, record]) => !record.stub,
      );
      value = SortedMap.from(
        current.map(([key, record]) => [key, readRecord(state, record, child.item)]),
      );
    }
    if (value !== undefined) view[name] = value;
  }
  for (const [name, inner] of records ?? []) view[name] = readLevel(state, node, inner, {});
  return view;
}

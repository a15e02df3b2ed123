import type { Replica } from "@alongside/core/engine";
import type { RecordState } from "../../src/model/record-state.ts";
import { recordState } from "../../src/model/state-codec.ts";

/** A record as it stands in the log, with all that is in it; undefined where nothing is known of it. */
export function recordOf({ state }: Replica, id: string): RecordState | undefined {
  const node = state.nodes.get(id);
  return node === undefined || node.stub ? undefined : recordState(node, true);
}

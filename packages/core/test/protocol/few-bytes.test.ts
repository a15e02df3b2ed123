import { encodeChange, entryParts, type OpsByKey } from "@alongside/core/engine";
import { expect, test } from "vitest";

test("[R510] an edit of one letter has few bytes, up and down", () => {
  const ops: OpsByKey = { page: [{ op: "text", id: "root", field: "page", delta: [120, "x"] }] };
  const up = encodeChange({ seat: 1, n: 12, base: 40, ops });
  expect(up).toBe('["c",1,12,40,["page",[["t","root","page",[120,"x"]]]]]');
  const [at, actor, client] = [1_795_000_000_000, "u".repeat(20), "c".repeat(16)];
  const commit = entryParts({ seq: 41, at, actor, client, n: 12, ops });
  expect(up.length).toBe(54);
  expect(JSON.stringify(["d", 1, [commit]]).length).toBe(118);
  expect(JSON.stringify(["d", 1, [entryParts({ ack: 12, seq: 41, at })]]).length).toBe(35);
});

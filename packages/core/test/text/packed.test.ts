import * as fc from "fast-check";
import { expect, test } from "vitest";
import { BadMessage, parseUp } from "@alongside/core/engine";
import { type Delta } from "@alongside/core/text";
import { pack, type PackedDelta, unpack } from "../../src/text/packed.ts";
import { delta } from "./generate.ts";

/** A long delta without attributes. */
const long = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 100_000 }), fc.string({ minLength: 1 }), fc.nat(70)), {
    minLength: 20,
  })
  .map((edits): Delta => edits.flatMap(([kept, text, gone]) => [kept, text, -gone - 1]));

/** What the server makes of a change with this edit. */
function received(edit: unknown): unknown {
  const parts = Array.isArray(edit) ? [edit] : Object.values(edit as PackedDelta);
  const op = ["t", "root", "page", ...parts];
  const change = parseUp(JSON.stringify(["c", 1, 1, 0, ["page", [op]]]));
  const [got] = (change.type === "change" ? change.ops?.["page"] : undefined) ?? [];
  return got?.op === "text" ? got.delta : undefined;
}

test("[R190] a long edit goes over the wire in two strings, and comes out as it was", () => {
  fc.assert(
    fc.property(long, (given) => {
      const packed = pack(given);
      if (Array.isArray(packed)) throw new Error("It was not packed");
      const { steps } = packed as PackedDelta;
      expect(unpack(packed as PackedDelta, "it")).toEqual(given);
      // It costs nothing more as JSON.
      expect(JSON.stringify(steps)).toBe(`"${steps}"`);
    }),
    { numRuns: 300 },
  );
  const words = Array.from({ length: 50 }, (_, i): Delta => [i + 1, "word "]).flat();
  expect(received(pack(words))).toEqual(words);
});

test("[R190] a short edit, and one with attributes or embeds, goes as it is", () => {
  fc.assert(
    fc.property(delta("rich", 30), (given) => {
      expect(pack(given)).toBe(given);
    }),
  );
  const rich: Delta = Array.from({ length: 50 }, () => [1, { insert: { image: 1 } }]).flat();
  expect(pack(rich)).toBe(rich);
});

test.each<[string, unknown]>([
  ["a digit that is none", { text: "a", steps: "# %" }],
  ["a backslash for a digit", { text: "", steps: "\\%" }],
  ["half a step", { text: "a", steps: "#" }],
  ["a number without an end", { text: "a", steps: "#c" }],
  ["steps for more text than there is", { text: "a", steps: "#'" }],
  ["steps for less text than there is", { text: "abc", steps: "#%" }],
  ["steps that are no text", { text: "a", steps: 1 }],
  ["no steps", { text: "a" }],
  ["nothing", { text: "", steps: "" }],
  ["an insert of nothing", { text: "", steps: "##" }],
  ["a delete of nothing", { text: "", steps: "#$" }],
  ["two inserts that are one", { text: "ab", steps: "#%#%" }],
  ["an insert after a delete", { text: "a", steps: "#&#%" }],
  ["half a surrogate pair", { text: "\u{1F600}", steps: "#%$%" }],
  ["a carriage return", { text: "\r", steps: "#%" }],
  ["lengths beyond all texts", { text: "", steps: `${"~".repeat(20)}#&` }],
  ["more parts than may be", { text: "", steps: "$&".repeat(25_001) }],
])("[R190] of packed edits %s is refused", (_, edit) => {
  expect(() => received(edit)).toThrow(BadMessage);
});

test("[R190] what the steps of refused edits would have been", () => {
  expect(received({ text: "a", steps: "#%" })).toEqual(["a"]);
  expect(received({ text: "ab", steps: "$%$%" })).toEqual([1, "a", 1, "b"]);
  expect(received({ text: "", steps: "$&" })).toEqual([1, -1]);
});

import * as fc from "fast-check";
import { expect, test } from "vitest";
import { EntriesFrame } from "../../src/room/down.ts";

const entry = fc.record({ seq: fc.nat(), text: fc.string() });

/** Entries, and what an author gets in place of some of them. */
const batch = fc.array(fc.tuple(entry, fc.option(entry, { nil: undefined })), { minLength: 1 });

function listIn(frame: string): unknown {
  const [tag, seat, list] = JSON.parse(frame) as unknown[];
  expect([tag, seat]).toEqual(["d", 77]);
  return list;
}

test("a frame is the same for all who wrote nothing of it, and has their own in its place for authors", () => {
  fc.assert(
    fc.property(batch, (entries) => {
      const common = entries.map(([one]) => one);
      const frame = new EntriesFrame(
        77,
        common.map((one) => JSON.stringify(one)),
      );
      const places = entries.flatMap(([, own], i) => (own === undefined ? [] : [i]));
      const texts = places.map((place) => JSON.stringify(entries[place]?.[1]));
      expect(listIn(frame.text)).toEqual(common);
      expect(listIn(frame.with(places, texts))).toEqual(entries.map(([one, own]) => own ?? one));
    }),
  );
});

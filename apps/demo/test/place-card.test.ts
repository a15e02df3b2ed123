import { expect, test } from "vitest";
import { placeCard } from "../src/document/place-card.ts";

const seen = { top: 80, bottom: 700 };
const line = { top: 300, bottom: 320 };
const above = 300 - 6 - 46;

test.each([
  ["below its link", { link: line, line, written: undefined, seen }, 326],
  [
    "below all lines of its link",
    { link: { top: 280, bottom: 340 }, line, written: line, seen },
    346,
  ],
  [
    "below the line that is written, where that has the link",
    { link: line, line, written: line, seen },
    326,
  ],
  [
    "above, where the line below is written",
    { link: line, line, written: { top: 326, bottom: 346 }, seen },
    above,
  ],
  [
    "above, where a bar is below",
    { link: line, line, written: line, seen: { top: 80, bottom: 370 } },
    above,
  ],
  [
    "beside its line, where the link fills the page",
    { link: { top: 0, bottom: 900 }, line, written: line, seen },
    326,
  ],
  [
    "nowhere, where lines on both sides are in the way",
    { link: line, line, written: { top: 326, bottom: 346 }, seen: { top: 290, bottom: 700 } },
    undefined,
  ],
  [
    "nowhere, where its line is behind a bar",
    { link: line, line, written: undefined, seen: { top: 330, bottom: 700 } },
    undefined,
  ],
])("[R794] a link's card goes %s", (_where, room, top) => {
  expect(placeCard(46, room)).toBe(top);
});

import { expect, test } from "vitest";
import { boardInAddress } from "../src/address.ts";
import { textSize } from "../src/canvas/text-size.ts";
import { initials } from "../src/ui/initials.ts";
import { statusText } from "../src/ui/status-text.ts";

test.each([
  ["#roadmap", "roadmap"],
  ["", "welcome"],
  ["#", "welcome"],
  ["#no spaces here", "welcome"],
  [`#${"x".repeat(129)}`, "welcome"],
])("the address %j is the board %s", (hash, board) => {
  expect(boardInAddress(hash)).toBe(board);
});

test.each([
  ["Quiet Otter", "QO"],
  ["Ada", "A"],
  ["Ada Byron King", "AK"],
  ["😀 smith", "😀S"],
  ["  ", "?"],
])("the initials of %j are %s", (name, letters) => {
  expect(initials(name)).toBe(letters);
});

test.each([
  ["connecting", 0, true, "Connecting…", undefined],
  ["live", 0, true, "All saved", undefined],
  ["live", 2, false, "Saving… 2", undefined],
  ["reconnecting", 3, false, "Reconnecting…", "3 unsaved"],
  ["offline", 0, true, "Offline", undefined],
  ["offline", 1, false, "Offline", "1 unsaved"],
  ["refused", 1, false, "Not connected", "1 unsaved"],
] as const)(
  "%s with %i pending and saved %s reads: %s %s",
  (name, pending, saved, text, unsaved) => {
    expect(statusText({ name, pending, saved })).toMatchObject({
      text,
      ...(unsaved && { unsaved }),
    });
  },
);

test("more text is smaller, within what can be read", () => {
  const box = { w: 200, h: 200 };
  expect(textSize("Tea", box)).toBe(22);
  expect(textSize("word ".repeat(40), box)).toBeLessThan(22);
  expect(textSize("word ".repeat(400), box)).toBe(11);
});

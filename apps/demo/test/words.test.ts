import { expect, test } from "vitest";
import { hrefOf, parseAddress } from "../src/page/address.ts";
import { textSize } from "../src/board/text-size.ts";
import { initials } from "../src/collaboration/initials.ts";
import { statusText } from "../src/collaboration/status-text.ts";

test.each([
  ["/", "#roadmap", "board", "roadmap"],
  ["/", "", "board", "welcome"],
  ["/", "#", "board", "welcome"],
  ["/", "#no spaces here", "board", "welcome"],
  ["/", `#${"x".repeat(129)}`, "board", "welcome"],
  ["/document", "#plan", "document", "plan"],
  ["/document/", "", "document", "welcome"],
  ["/code", "#plan", "code", "plan"],
  ["/elsewhere", "#plan", "board", "plan"],
] as const)("[R236] the address %s%s is the %s %s", (pathname, hash, page, id) => {
  const address = { page, id };
  expect(parseAddress({ pathname, hash })).toEqual(address);
  const { pathname: path, hash: fragment } = new URL(hrefOf(address), "http://localhost");
  expect(parseAddress({ pathname: path, hash: fragment })).toEqual(address);
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
  ["connecting", 0, "server", "Opening…", undefined],
  ["live", 0, "server", "All saved", undefined],
  ["live", 2, "memory", "Saving… 2", undefined],
  ["reconnecting", 3, "memory", "Reconnecting…", "3 unsaved"],
  ["offline", 0, "server", "Offline", undefined],
  ["offline", 1, "memory", "Offline", "1 unsaved"],
  ["refused", 1, "memory", "Not connected", "1 unsaved"],
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
  const box = { kind: "note", size: { w: 200, h: 200 } } as const;
  expect(textSize("Tea", box)).toBe(22);
  expect(textSize("word ".repeat(40), box)).toBeLessThan(22);
  expect(textSize("word ".repeat(400), box)).toBe(11);
});

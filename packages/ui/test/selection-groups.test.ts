import { expect, test } from "vitest";
import { selectionGroups, type Selecting } from "../src/selection-groups.ts";

const who = (name: string, ...ids: string[]): Selecting => ({
  user: { id: name, name, color: "#1d4ed8" },
  ids,
});
/** Things stand in a row, 100 pixels apart; "gone" is nowhere. */
const boxOf = (id: string) =>
  id === "gone" ? undefined : { x: Number(id) * 100, y: 50, width: 80, height: 40 };
const shown = (...selecting: readonly Selecting[]) =>
  selectionGroups(selecting, boxOf).map(
    ({ box: { x, width }, users, up }) =>
      `${users.map(({ name }) => name).join("+")} ${x}..${x + width}${up ? ` up ${up}` : ""}`,
  );

test("[R1263] several things are one frame, and several people on them one tag, each once", () => {
  expect(shown(who("Ada", "1", "3"), who("Bob", "3", "1"), who("Bob", "1", "3"))).toEqual([
    "Ada+Bob 100..380",
  ]);
  expect(shown(who("Ada", "1"), who("Bob", "1", "2"))).toEqual([
    "Ada 100..180",
    "Bob 100..280 up 1",
  ]);
  expect(shown(who("Ada", "1"), who("Bob", "4"))).toEqual(["Ada 100..180", "Bob 400..480"]);
});

test("[R1263] what is gone is left out, and a selection of nothing shows nothing", () => {
  expect(shown(who("Ada", "gone", "2"), who("Bob", "2"), who("Cem", "gone"), who("Dan"))).toEqual([
    "Ada+Bob 200..280",
  ]);
});

test("[R1263] of a selection of everything a thousand things are asked for, once for all people", () => {
  let asked = 0;
  const ids = Array.from({ length: 100_000 }, (_, i) => String(i));
  const everyone = Array.from({ length: 50 }, (_, i) => who(`p${i}`, ...ids));
  const groups = selectionGroups(everyone, (id) => {
    asked += 1;
    return boxOf(id);
  });
  expect(groups.length).toBe(1);
  expect(asked).toBe(1000);
});

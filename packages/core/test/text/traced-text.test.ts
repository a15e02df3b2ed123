import { expect, test } from "vitest";
import { TextValue } from "../../src/text/text-value.ts";
import { TracedText } from "../../src/undo/traced-text.ts";
import { Dice } from "../model/random.ts";

test("[R1409] whatever was edited: what is there, what was there, and who did it", () => {
  for (let seed = 0; seed < 200; seed++) {
    const dice = new Dice(seed);
    const before = "abcdefghij".slice(0, dice.below(11));
    const traced = new TracedText(before);
    let text = TextValue.from(before);
    for (let i = 0; i < 20; i++) {
      // Everybody types a digit of their own.
      const by = dice.below(3);
      const at = dice.below(text.length + 1);
      const gone = Math.min(dice.below(4), text.length - at);
      const typed = `${by}`.repeat(dice.below(3));
      const delta = [at, typed, -gone].filter((part) => part !== 0 && part !== "");
      traced.edit(delta, `user ${by}`);
      text = text.apply(delta);
    }
    const all = traced.stretches();
    const words = (of: (one: (typeof all)[number]) => string): string => all.map(of).join("");
    const now = words((one) => ("deleted" in one ? "" : "kept" in one ? one.kept : one.inserted));
    const then = words((one) => ("inserted" in one ? "" : "kept" in one ? one.kept : one.deleted));
    expect([now, then]).toEqual([text.toString(), before]);
    const typed = all.flatMap((one) => ("inserted" in one ? [one] : []));
    expect(typed.map(({ inserted }) => [...new Set(inserted)].join())).toEqual(
      typed.map(({ by }) => by?.slice("user ".length)),
    );
  }
});

import { expect, test } from "vitest";
import { framed, PIECE } from "../src/history/framed.ts";

/** The frame of `parts` as one text, the lengths of its pieces, and how often others had their turn. */
async function made(parts: readonly string[]) {
  let rests = 0;
  const frame = await framed(parts, async () => void (rests += 1));
  if (typeof frame === "string") return { text: frame, lengths: undefined, rests };
  const lengths = frame.map((piece) => piece.toString().length);
  return { text: Buffer.concat(frame).toString(), lengths, rests };
}

test("[R1412] a small answer is one text", async () => {
  expect(await made(["[1,", "2", "]"])).toEqual({ text: "[1,2]", lengths: undefined, rests: 0 });
});

test("[R1412] a large answer is encoded piece by piece, and others have a turn after each", async () => {
  // Halves of characters at every place, odd and even, where a piece may end.
  for (const shift of ["", "x"]) {
    const parts = [shift, "😀".repeat(PIECE), ...Array.from({ length: 900 }, () => "small,"), "é"];
    const { text, lengths = [], rests } = await made(parts);
    expect(text === parts.join("")).toBe(true);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(PIECE);
    expect(rests).toBe(lengths.length);
    expect(lengths.length).toBeLessThanOrEqual(Math.ceil(text.length / (PIECE - 1)));
  }
});

import { expect, test } from "vitest";
import * as ws from "ws";
import { textFrame } from "../../src/transports/text-frame.ts";

test.each([0, 1, 125, 126, 65_535, 65_536, 200_000])(
  "a text of %i bytes is framed as `ws` frames it",
  (bytes) => {
    const text = "x".repeat(bytes);
    expect(textFrame(text).equals(framedByWs(text))).toBe(true);
  },
);

test("a frame counts bytes, not characters", () => {
  const text = `${"é".repeat(63)}🎈`;
  expect(textFrame(text).equals(framedByWs(text))).toBe(true);
});

function framedByWs(text: string): Buffer {
  // What is not in its types is there all the same.
  const { Sender } = ws as unknown as {
    readonly Sender: { readonly frame: (data: Buffer, options: object) => Buffer[] };
  };
  const options = { fin: true, rsv1: false, opcode: 1, mask: false, readOnly: true };
  return Buffer.concat(Sender.frame(Buffer.from(text), options));
}

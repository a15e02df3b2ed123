import { expect, test } from "vitest";
import * as ws from "ws";
import { messageFrame } from "../../src/transports/message-frame.ts";

test.each([0, 1, 125, 126, 65_535, 65_536, 200_000])(
  "a text of %i bytes is framed as `ws` frames it",
  (bytes) => {
    const text = "x".repeat(bytes);
    expect(messageFrame(text).equals(framedByWs(text))).toBe(true);
  },
);

test.each([0, 125, 65_536])("so are %i bytes", (length) => {
  const bytes = Uint8Array.from({ length }, (_, i) => i);
  expect(messageFrame(bytes).equals(framedByWs(bytes, 2))).toBe(true);
});

test("a frame counts bytes, not characters", () => {
  const text = `${"é".repeat(63)}🎈`;
  expect(messageFrame(text).equals(framedByWs(text))).toBe(true);
});

function framedByWs(content: string | Uint8Array, opcode = 1): Buffer {
  // What is not in its types is there all the same.
  const { Sender } = ws as unknown as {
    readonly Sender: { readonly frame: (data: Buffer, options: object) => Buffer[] };
  };
  const options = { fin: true, rsv1: false, opcode, mask: false, readOnly: true };
  return Buffer.concat(Sender.frame(Buffer.from(content as string), options));
}

import { expect, test } from "vitest";
import { Outlet, type Part, PART_BYTES } from "../../src/transports/outlet.ts";

/** An outlet into a sink that takes a part when the test says so. */
function slowSink() {
  const sink = { writableLength: 0 };
  const written: (Part & { text: string })[] = [];
  const leaving: (() => void)[] = [];
  const outlet = new Outlet(
    sink,
    (part, of, onLeft) => {
      written.push({ text: part.toString(), ...of });
      sink.writableLength += part.length;
      leaving.push(() => {
        sink.writableLength -= part.length;
        onLeft();
      });
    },
    () => undefined,
  );
  return { outlet, written, takeOne: () => leaving.shift()?.() };
}

test("[R348] a message in pieces leaves in parts, each in its turn, and the peer puts the same message together", () => {
  const { outlet, written, takeOne } = slowSink();
  const large = "x".repeat(PART_BYTES * 2 + 5);
  outlet.push(Buffer.from("head,"), Buffer.from(""), Buffer.from(large), Buffer.from(",tail"));
  outlet.push(Buffer.from(""));
  outlet.push(Buffer.from("next"));
  expect(written.length).toBeLessThan(4);
  for (let i = 0; i < 20; i++) takeOne();
  const messages: string[] = [];
  for (const { text, isFirst, isLast } of written) {
    if (isFirst) messages.push("");
    messages.push((messages.pop() ?? "") + text);
    if (isLast) continue;
    expect(text.length).toBeLessThanOrEqual(PART_BYTES);
  }
  expect(messages).toEqual([`head,${large},tail`, "", "next"]);
  expect(written.filter(({ isLast }) => isLast)).toHaveLength(3);
  expect(outlet.queued).toBe(0);
});

import { deflateSync } from "node:zlib";
import { expect, test } from "vitest";

import { decodePng, encodeMovingPng, type Pixels } from "./picture/png.ts";

function filled(width: number, height: number, color: readonly number[]): Pixels {
  const bytes = Uint8Array.from({ length: width * height * 4 }, (_, i) => color[i % 4] ?? 0);
  return { width, height, bytes };
}

/** The chunks of a PNG: type and content. */
function chunksOf(file: Uint8Array): readonly (readonly [string, Buffer])[] {
  const bytes = Buffer.from(file);
  const chunks: (readonly [string, Buffer])[] = [];
  for (let at = 8; at < bytes.length; at += 12 + bytes.readUInt32BE(at))
    chunks.push([
      bytes.toString("latin1", at + 4, at + 8),
      bytes.subarray(at + 8, at + 8 + bytes.readUInt32BE(at)),
    ]);
  return chunks;
}

test("a moving picture has of each frame what changed, and reads as its first one", () => {
  const first = filled(8, 6, [10, 20, 30, 255]);
  const bytes = first.bytes.slice();
  bytes.set([200, 0, 0, 255], (2 * 8 + 3) * 4);
  bytes.set([0, 200, 0, 255], (4 * 8 + 5) * 4);
  const frames = [first, { ...first, bytes }, { ...first, bytes }].map((pixels) => ({
    pixels,
    ms: 100,
  }));
  const file = encodeMovingPng(frames);
  expect(decodePng(file)).toEqual(first);
  const controls = chunksOf(file).flatMap(([type, content]) => (type === "fcTL" ? [content] : []));
  const boxes = controls.map((control) => [4, 8, 12, 16].map((at) => control.readUInt32BE(at)));
  expect(boxes).toEqual([
    [8, 6, 0, 0],
    [3, 3, 3, 2],
    [1, 1, 0, 0],
  ]);
  expect(controls.map((control) => control.readUInt16BE(20))).toEqual([100, 100, 100]);
});

test("every filter of a PNG is read", () => {
  const width = 5;
  const value = (x: number, y: number, c: number) => (x * 40 + y * 60 + c * 17) % 256;
  const line = (y: number) =>
    Array.from({ length: width * 3 }, (_, i) => value(Math.floor(i / 3), y, i % 3));
  const guess = (filter: number, y: number, i: number): number => {
    const left = i < 3 ? 0 : line(y)[i - 3]!;
    const up = y === 0 ? 0 : line(y - 1)[i]!;
    const corner = i < 3 || y === 0 ? 0 : line(y - 1)[i - 3]!;
    const near = [left, up, corner].toSorted(
      (a, b) => Math.abs(left + up - corner - a) - Math.abs(left + up - corner - b),
    );
    return [0, left, up, (left + up) >> 1, near[0]!][filter]!;
  };
  const raw = Buffer.from(
    [0, 1, 2, 3, 4].flatMap((filter) => [
      filter,
      ...line(filter).map((byte, i) => (byte - guess(filter, filter, i)) & 255),
    ]),
  );
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(5, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const chunk = (type: string, body: Buffer) => {
    const out = Buffer.alloc(12 + body.length);
    out.writeUInt32BE(body.length, 0);
    out.write(type, 4, "latin1");
    out.set(body, 8);
    return out;
  };
  const file = Buffer.concat([
    Buffer.alloc(8),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(raw)),
  ]);
  const { bytes } = decodePng(file);
  for (let y = 0; y < 5; y++)
    for (let x = 0; x < width; x++)
      expect([...bytes.subarray((y * width + x) * 4, (y * width + x) * 4 + 4)]).toEqual([
        ...[0, 1, 2].map((c) => value(x, y, c)),
        255,
      ]);
});

test("a picture of another kind is refused", () => {
  expect(() => decodePng(Buffer.alloc(40))).toThrow("is not read here");
});

import { crc32, deflateSync, inflateSync } from "node:zlib";

/** A picture, four bytes a pixel: red, green, blue, alpha. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly bytes: Uint8Array;
}

const SIGNATURE = Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10);

/** Reads a PNG as browsers write screenshots: eight bits a channel, with or without alpha, not interlaced. Throws `Error` for any other. */
export function decodePng(file: Uint8Array): Pixels {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  const channels = new Map([
    [2, 3],
    [6, 4],
  ]).get(file[25] ?? 0);
  if (channels === undefined || file[24] !== 8 || file[28] !== 0)
    throw new Error(`A PNG of kind ${file[25]} with ${file[24]} bits is not read here`);
  const packed: Uint8Array[] = [];
  for (let at = 8; at < file.length; at += 12 + view.getUint32(at)) {
    const type = String.fromCharCode(...file.subarray(at + 4, at + 8));
    if (type === "IDAT") packed.push(file.subarray(at + 8, at + 8 + view.getUint32(at)));
  }
  return {
    width,
    height,
    bytes: unfiltered(inflateSync(Buffer.concat(packed)), width, height, channels),
  };
}

function unfiltered(raw: Uint8Array, width: number, height: number, channels: number): Uint8Array {
  const bytes = new Uint8Array(width * height * 4).fill(255);
  const length = width * channels;
  let above = new Uint8Array(length);
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (length + 1)];
    const line = raw.slice(y * (length + 1) + 1, (y + 1) * (length + 1));
    for (let i = 0; i < length; i++) {
      const left = i < channels ? 0 : (line[i - channels] as number);
      const up = above[i] as number;
      const corner = i < channels ? 0 : (above[i - channels] as number);
      const guess =
        filter === 1
          ? left
          : filter === 2
            ? up
            : filter === 3
              ? (left + up) >> 1
              : filter === 4
                ? paeth(left, up, corner)
                : 0;
      line[i] = (line[i] as number) + guess;
    }
    for (let x = 0; x < width; x++)
      bytes.set(line.subarray(x * channels, (x + 1) * channels), (y * width + x) * 4);
    above = line;
  }
  return bytes;
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}

/** One picture of a moving one. */
export interface Frame {
  readonly pixels: Pixels;
  /** How long it is shown, in ms. */
  readonly ms: number;
}

/** A moving PNG, for ever again from the start. All frames have one size; what did not change in one is left out of it. */
export function encodeMovingPng(frames: readonly Frame[]): Uint8Array {
  const [first] = frames;
  if (first === undefined) throw new Error("A moving picture should have a frame");
  const { width, height } = first.pixels;
  const chunks = [
    chunk("IHDR", numbers([width, height]), Uint8Array.of(8, 6, 0, 0, 0)),
    chunk("acTL", numbers([frames.length, 0])),
  ];
  let sequence = 0;
  let before: Pixels | undefined;
  for (const { pixels, ms } of frames) {
    const box = changedBox(before, pixels);
    chunks.push(
      chunk(
        "fcTL",
        numbers([sequence++, box.width, box.height, box.x, box.y]),
        // Over a thousand; what was there stays, and this goes over it.
        Uint8Array.of(ms >> 8, ms & 255, 1000 >> 8, 1000 & 255, 0, before === undefined ? 0 : 1),
      ),
    );
    const data = deflateSync(rows(before, pixels, box), { level: 9 });
    chunks.push(
      before === undefined ? chunk("IDAT", data) : chunk("fdAT", numbers([sequence++]), data),
    );
    before = pixels;
  }
  return Buffer.concat([SIGNATURE, ...chunks, chunk("IEND")]);
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The smallest box with all that changed; a single pixel where nothing did. */
function changedBox(before: Pixels | undefined, now: Pixels): Box {
  if (before === undefined) return { x: 0, y: 0, width: now.width, height: now.height };
  let [left, top, right, bottom] = [now.width, now.height, -1, -1];
  for (let y = 0; y < now.height; y++)
    for (let x = 0; x < now.width; x++) {
      if (isSame(before, now, (y * now.width + x) * 4)) continue;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = y;
    }
  if (right < 0) return { x: 0, y: 0, width: 1, height: 1 };
  return { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}

function isSame(a: Pixels, b: Pixels, at: number): boolean {
  return (
    a.bytes[at] === b.bytes[at] &&
    a.bytes[at + 1] === b.bytes[at + 1] &&
    a.bytes[at + 2] === b.bytes[at + 2]
  );
}

/** The rows of a box as PNG has them, each after the number of its filter: none. What did not change is transparent. */
function rows(before: Pixels | undefined, now: Pixels, box: Box): Uint8Array {
  const out = new Uint8Array(box.height * (box.width * 4 + 1));
  let to = 0;
  for (let y = box.y; y < box.y + box.height; y++) {
    to++;
    for (let x = box.x; x < box.x + box.width; x++, to += 4) {
      const at = (y * now.width + x) * 4;
      if (before === undefined || !isSame(before, now, at))
        out.set(now.bytes.subarray(at, at + 4), to);
    }
  }
  return out;
}

function numbers(values: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * 4));
  values.forEach((value, i) => view.setUint32(i * 4, value));
  return new Uint8Array(view.buffer);
}

function chunk(type: string, ...parts: readonly Uint8Array[]): Uint8Array {
  const body = Buffer.concat([Buffer.from(type, "latin1"), ...parts]);
  return Buffer.concat([numbers([body.length - 4]), body, numbers([crc32(body)])]);
}

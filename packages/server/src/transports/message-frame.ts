import type { Frame } from "@alongside/core/engine";
import type { Part } from "./outlet.ts";

/** Opcodes: of the first frame of a message, and of those behind it. */
const CONTINUATION = 0;
const TEXT = 1;
const BINARY = 2;

/** The one-frame message of RFC 6455, text or binary, that carries `content`, unmasked as servers send it. */
export function messageFrame(content: Frame): Buffer {
  const bytes = Buffer.byteLength(content);
  const size = headerSize(bytes);
  const frame = Buffer.allocUnsafe(size + bytes);
  writeHeader(frame, bytes, typeof content === "string" ? TEXT : BINARY, true);
  if (typeof content === "string") frame.write(content, size);
  else frame.set(content, size);
  return frame;
}

/** What a frame of `messageFrame` carries; the memory is the frame's. */
export function payloadOf(frame: Buffer): Buffer {
  const size = frame[1];
  return frame.subarray(size === 127 ? 10 : size === 126 ? 4 : 2);
}

/** What stands before a part, of `bytes`, of a message: a peer puts the parts together, and other frames may come between. */
export function partHeader(bytes: number, { isFirst, isLast, isBinary }: Part): Buffer {
  const header = Buffer.allocUnsafe(headerSize(bytes));
  writeHeader(header, bytes, !isFirst ? CONTINUATION : isBinary ? BINARY : TEXT, isLast);
  return header;
}

function headerSize(bytes: number): number {
  return bytes < 126 ? 2 : bytes < 65_536 ? 4 : 10;
}

function writeHeader(frame: Buffer, bytes: number, opcode: number, isLast: boolean): void {
  frame[0] = (isLast ? 0x80 : 0) | opcode;
  if (bytes < 126) {
    frame[1] = bytes;
  } else if (bytes < 65_536) {
    frame[1] = 126;
    frame.writeUInt16BE(bytes, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(bytes), 2);
  }
}

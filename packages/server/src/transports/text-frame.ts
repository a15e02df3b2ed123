/** The one-frame text message of RFC 6455 that carries `text`, unmasked as servers send it. */
export function textFrame(text: string): Buffer {
  const bytes = Buffer.byteLength(text);
  const size = headerSize(bytes);
  const frame = Buffer.allocUnsafe(size + bytes);
  writeHeader(frame, bytes, true, true);
  frame.write(text, size);
  return frame;
}

/** What a frame of `textFrame` carries; the memory is the frame's. */
export function payloadOf(frame: Buffer): Buffer {
  const size = frame[1];
  return frame.subarray(size === 127 ? 10 : size === 126 ? 4 : 2);
}

/** What stands before a part of a text message of `bytes`: a peer puts the parts together, and other frames may come between. */
export function partHeader(bytes: number, isFirst: boolean, isLast: boolean): Buffer {
  const header = Buffer.allocUnsafe(headerSize(bytes));
  writeHeader(header, bytes, isFirst, isLast);
  return header;
}

function headerSize(bytes: number): number {
  return bytes < 126 ? 2 : bytes < 65_536 ? 4 : 10;
}

function writeHeader(frame: Buffer, bytes: number, isFirst: boolean, isLast: boolean): void {
  frame[0] = (isLast ? 0x80 : 0) | (isFirst ? 1 : 0); // final, and text or a continuation
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

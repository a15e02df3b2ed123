import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect, type Socket } from "node:net";

const CONTINUATION = 0;
const TEXT = 1;
const BINARY = 2;
const CLOSE = 8;
const PING = 9;
const PONG = 10;

/**
 * A WebSocket client with as little in it as a load generator needs, so that the machine's time goes to the servers: an
 * all-zero mask, and what is sent in one turn leaves in one write.
 */
export class ThinSocket {
  readonly #socket: Socket;
  #rest: Buffer = Buffer.alloc(0);
  #out: (string | Uint8Array)[] = [];
  /** The parts that came of a message that has not ended. */
  #parts: Buffer[] = [];
  #onFrame: (frame: Buffer) => void = () => undefined;
  #onClose: (reason: string) => void = (reason) => {
    throw new Error(`The server closed a connection: ${reason}`);
  };

  private constructor(socket: Socket, rest: Buffer) {
    this.#socket = socket;
    socket.on("data", (chunk: Buffer) => this.#read(chunk));
    socket.on("close", () => this.#onClose("the link dropped"));
    // Frames that came with the answer wait until somebody listens.
    if (rest.length > 0) setImmediate(() => this.#read(rest));
  }

  static async open(port: number, path: string): Promise<ThinSocket> {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    await once(socket, "connect");
    const key = randomBytes(16).toString("base64");
    socket.write(
      `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`,
    );
    let head = Buffer.alloc(0);
    for (;;) {
      const [chunk] = (await once(socket, "data")) as [Buffer];
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf("\r\n\r\n");
      if (end < 0) continue;
      if (!head.subarray(0, end).includes(" 101 ")) throw new Error(head.toString("latin1"));
      return new ThinSocket(socket, head.subarray(end + 4));
    }
  }

  onFrame(listener: (frame: Buffer) => void): void {
    this.#onFrame = listener;
  }

  /** The next frame for which `test` holds. Rejects when the socket closes first. */
  frameWhere(test: (frame: Buffer) => boolean): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const fail = this.#onClose;
      this.#onClose = (reason) => reject(new Error(`The server closed a connection: ${reason}`));
      this.#onFrame = (frame) => {
        if (!test(frame)) return;
        this.#onClose = fail;
        this.#onFrame = () => undefined;
        resolve(frame);
      };
    });
  }

  /** Sends ASCII text, or bytes. Returns how many. */
  send(payload: string | Uint8Array): number {
    if (this.#out.length === 0) process.nextTick(() => this.#flush());
    this.#out.push(payload);
    return payload.length;
  }

  close(): void {
    this.#onClose = () => undefined;
    this.#onFrame = () => undefined;
    // Code 1000.
    this.#socket.end(Buffer.from([0x80 | CLOSE, 0x80 | 2, 0, 0, 0, 0, 3, 232]));
  }

  #flush(): void {
    let size = 0;
    for (const payload of this.#out) size += payload.length + 14;
    const buffer = Buffer.allocUnsafe(size);
    let at = 0;
    for (const payload of this.#out) at = writeFrame(buffer, at, payload);
    this.#out = [];
    this.#socket.write(buffer.subarray(0, at));
  }

  #read(chunk: Buffer): void {
    const buffer = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = 0;
    while (buffer.length - at >= 2) {
      const first = buffer[at] ?? 0;
      let length = buffer[at + 1] ?? 0;
      let body = at + 2;
      if (length === 126) {
        if (buffer.length - at < 4) break;
        length = buffer.readUInt16BE(body);
        body += 2;
      } else if (length === 127) {
        if (buffer.length - at < 10) break;
        length = Number(buffer.readBigUInt64BE(body));
        body += 8;
      }
      if (buffer.length - body < length) break;
      this.#take(first, buffer.subarray(body, body + length));
      at = body + length;
    }
    this.#rest = buffer.subarray(at);
  }

  #take(first: number, frame: Buffer): void {
    const opcode = first & 15;
    const isLast = (first & 0x80) !== 0;
    if (opcode === TEXT || opcode === BINARY || opcode === CONTINUATION) {
      if (isLast && this.#parts.length === 0) return this.#onFrame(frame);
      this.#parts.push(frame);
      if (!isLast) return;
      const whole = Buffer.concat(this.#parts);
      this.#parts = [];
      this.#onFrame(whole);
    } else if (opcode === PING) {
      this.#socket.write(Buffer.from([0x80 | PONG, 0x80, 0, 0, 0, 0]));
    } else if (opcode === CLOSE) {
      this.#onClose(`${frame.readUInt16BE(0)} ${frame.toString("utf8", 2)}`);
    }
  }
}

function writeFrame(buffer: Buffer, start: number, payload: string | Uint8Array): number {
  const text = typeof payload === "string";
  const { length } = payload;
  buffer[start] = 0x80 | (text ? TEXT : BINARY);
  let at = start + 2;
  if (length < 126) {
    buffer[start + 1] = 0x80 | length;
  } else {
    if (length > 0xffff) throw new RangeError(`A frame of ${length} bytes`);
    buffer[start + 1] = 0x80 | 126;
    at = buffer.writeUInt16BE(length, at);
  }
  at = buffer.writeUInt32BE(0, at);
  if (text) buffer.write(payload, at, "latin1");
  else buffer.set(payload, at);
  return at + length;
}

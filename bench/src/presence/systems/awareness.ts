import { varString, varUint } from "../../commit/wires/yjs-updates.ts";
import type { Hear, System } from "./system.ts";

const SYNC = 0;
const AWARENESS = 1;
const AUTH = 2;
const STEP_1 = 0;

/** How often each person's state changed so far, as the awareness protocol counts. */
const clocks = new Map<number, number>();

/** An awareness update of one person, as y-protocols encodes it. */
function update(x: number, y: number, number: number): Buffer {
  const clock = (clocks.get(number) ?? 0) + 1;
  clocks.set(number, clock);
  const states = [varUint(1), varUint(number + 1), varUint(clock)];
  const bytes = Buffer.concat([...states, varString(JSON.stringify({ cursor: { x, y } }))]);
  return Buffer.concat([varUint(bytes.length), bytes]);
}

/** Reads a varUint. Returns it and where the next thing begins. */
function readUint(frame: Buffer, from: number): readonly [value: number, at: number] {
  let [value, factor, at] = [0, 1, from];
  for (;;) {
    const byte = frame[at++] as number;
    value += (byte & 127) * factor;
    if (byte < 128) return [value, at];
    factor *= 128;
  }
}

/** Reads an awareness update, behind its length. */
function read(frame: Buffer, from: number, hear: Hear): void {
  let [count, at] = readUint(frame, readUint(frame, from)[1]);
  let size = 0;
  for (; count > 0; count--) {
    [, at] = readUint(frame, at);
    [, at] = readUint(frame, at);
    [size, at] = readUint(frame, at);
    const state = JSON.parse(frame.toString("utf8", at, at + size)) as {
      readonly cursor?: { readonly x: number; readonly y: number };
    } | null;
    at += size;
    if (state?.cursor) hear(state.cursor.x, state.cursor.y);
  }
}

/** Awareness as `y-websocket` sends it: to everybody, its author too. */
export const yWebsocket: System = {
  path: "/plane",
  enter: () => undefined,
  isIn: (frame) => frame[0] === SYNC,
  move: (x, y, number) => Buffer.concat([Buffer.from([AWARENESS]), update(x, y, number)]),
  reader: (hear) => (frame) => {
    if (frame[0] === AWARENESS) read(frame, 1, hear);
  },
};

const NAME = varString("plane");

/** The same, each frame behind its document's name. */
export const hocuspocus: System = {
  path: "/",
  enter(send) {
    // An empty token, an empty version; then an empty state vector.
    send(Buffer.concat([NAME, Buffer.from([AUTH, 0, 0, 0])]));
    send(Buffer.concat([NAME, Buffer.from([SYNC, STEP_1, 1, 0])]));
  },
  isIn: (frame) => frame[NAME.length] === SYNC,
  move: (x, y, number) => Buffer.concat([NAME, Buffer.from([AWARENESS]), update(x, y, number)]),
  reader: (hear) => (frame) => {
    if (frame[NAME.length] === AWARENESS) read(frame, NAME.length + 1, hear);
  },
};

import { loadPeer } from "../../peers.ts";
import type { System } from "./system.ts";

const JOIN_ROOM = 10;
const ROOM_DATA = 13;
const ROOM_STATE = 14;
const ROOM_STATE_PATCH = 15;

/** What we use of Colyseus' schema. */
interface Schema {
  Reflection: { decode(bytes: Uint8Array, it: { offset: number }): Decoder };
  decode: { number(bytes: Uint8Array, it: { offset: number }): number };
}

interface Decoder {
  decode(bytes: Uint8Array, it: { offset: number }): unknown;
  triggerChanges?: (changes: readonly { readonly ref: object }[]) => void;
}

/** A message "move" with `[x, y]` in MessagePack. */
function moved(x: number, y: number): Buffer {
  return Buffer.concat([
    Buffer.from([ROOM_DATA, 0xa4]),
    Buffer.from("move"),
    Buffer.from([0x92, 0xcd, x >> 8, x & 0xff, 0xcd, y >> 8, y & 0xff]),
  ]);
}

/** One room whose state is a map of cursors; its patches go to all, thirty times a second. */
export const colyseus: System = {
  async path(port) {
    const address = `http://127.0.0.1:${port}/matchmake/joinOrCreate/plane`;
    const headers = { "content-type": "application/json" };
    const answer = await fetch(address, { method: "POST", headers, body: "{}" });
    const said = (await answer.json()) as {
      readonly sessionId: string;
      readonly roomId: string;
      readonly processId: string;
    };
    return `/${said.processId}/${said.roomId}?sessionId=${said.sessionId}`;
  },
  enter: () => undefined,
  isIn: (frame) => frame[0] === ROOM_STATE,
  answer: (frame) => (frame[0] === JOIN_ROOM ? Uint8Array.of(JOIN_ROOM) : undefined),
  move: moved,
  async reader(hear) {
    const { Reflection, decode } = await loadPeer<Schema>("@colyseus/schema");
    let decoder: Decoder | undefined;
    const tell = (changes: readonly { readonly ref: object }[]): void => {
      for (const ref of new Set(changes.map((change) => change.ref))) {
        const { x, y } = ref as { readonly x?: number; readonly y?: number };
        if (x !== undefined && y !== undefined) hear(x, y);
      }
    };
    return (frame) => {
      if (frame[0] === JOIN_ROOM) {
        // The token for coming back and the serializer's name, each behind its length; then what the state is like.
        const serializer = 2 + (frame[1] as number);
        const it = { offset: serializer + 1 + (frame[serializer] as number) };
        const size = decode.number(frame, it);
        decoder = Reflection.decode(frame.subarray(it.offset, it.offset + size), { offset: 0 });
        decoder.triggerChanges = tell;
      }
      if (frame[0] !== ROOM_STATE && frame[0] !== ROOM_STATE_PATCH) return;
      decoder?.decode(frame, { offset: 1 });
    };
  },
};

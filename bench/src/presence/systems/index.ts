import { colyseus } from "./colyseus.ts";
import { hocuspocus, yWebsocket } from "./awareness.ts";
import { liveblocks } from "./liveblocks.ts";
import { inView } from "./in-view.ts";
import { ours } from "./ours.ts";
import type { System } from "./system.ts";

const json: Pick<System, "path" | "enter" | "move" | "reader"> = {
  path: "/",
  enter: () => undefined,
  move: (x, y) => JSON.stringify({ x, y }),
  reader: (hear) => (frame) => {
    const { cursor } = JSON.parse(frame.toString()) as { cursor: { x: number; y: number } };
    hear(cursor.x, cursor.y);
  },
};

const tick: typeof json = {
  path: "/",
  enter: () => undefined,
  move: (x, y) => new Uint8Array(Uint16Array.of(x, y).buffer),
  reader: (hear) => (frame) => {
    for (let at = 0; at < frame.length; at += 6)
      hear(frame.readUInt16LE(at + 2), frame.readUInt16LE(at + 4));
  },
};

const socketIo: System = {
  path: "/socket.io/?EIO=4&transport=websocket",
  enter: () => undefined,
  isIn: (frame) => frame.subarray(0, 2).toString() === "40",
  answer(frame) {
    const first = frame.subarray(0, 1).toString();
    return first === "0" ? "40" : first === "2" ? "3" : undefined;
  },
  move: (x, y) => `42${JSON.stringify(["move", { x, y }])}`,
  reader: (hear) => (frame) => {
    const text = frame.toString();
    if (!text.startsWith("42")) return;
    const [, { cursor }] = JSON.parse(text.slice(2)) as [
      string,
      { cursor: { x: number; y: number } },
    ];
    hear(cursor.x, cursor.y);
  },
};

export const SYSTEMS = {
  ours,
  "ours, each in a window": inView,
  tick,
  loop: json,
  "Socket.IO": socketIo,
  Hocuspocus: hocuspocus,
  "y-websocket": yWebsocket,
  Colyseus: colyseus,
  Liveblocks: liveblocks,
} as const satisfies { readonly [name: string]: System };

export type SystemName = keyof typeof SYSTEMS;

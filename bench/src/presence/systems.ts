import { point } from "@alongside/core";
import { parseDown, type Points, type SeatPatch } from "@alongside/core/engine";

/** Somebody's place, as a reader hears of it. */
export type Hear = (x: number, y: number) => void;

/** How clients of a system speak. */
export interface System {
  /** What is appended to the server's address. */
  readonly path: string;
  /** Says what comes first. Returns once whoever hears `frame` is in. */
  enter(send: (frame: string | Uint8Array) => void, number: number): void;
  /** Whether a frame says that the client is in. By default it is once its socket is open. */
  isIn?(frame: Buffer, isBinary: boolean): boolean;
  /** What is to be sent back for a frame, so that the connection lives on. */
  answer?(frame: Buffer): string | undefined;
  move(x: number, y: number): string | Uint8Array;
  /** Makes what reads the frames of one client. */
  reader(hear: Hear): (frame: Buffer, isBinary: boolean) => void;
}

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

const ours: System = {
  path: "/live",
  enter(send, number) {
    send(JSON.stringify(["h", [2], [], ["change", "outcome", "prune", "migration"]]));
    send(
      JSON.stringify(["j", 1, "plane:one", 1, `client-${String(number).padStart(9, "0")}`, 0, 0]),
    );
  },
  isIn: (frame, isBinary) => !isBinary && frame.subarray(0, 4).toString() === '["s"',
  move: (x, y) => JSON.stringify(["p", 1, { cursor: { x, y } }]),
  reader(hear) {
    const engine = point()["~point"];
    const points: Points = engine.track(new Map([["cursor", engine.grid]]));
    const known = new Map<string, NonNullable<SeatPatch["presence"]>>();
    const see = (client: string, presence: object = {}): void => {
      known.set(client, { ...known.get(client), ...presence });
    };
    return (frame, isBinary) => {
      const message = parseDown(isBinary ? frame : frame.toString());
      if (message?.type !== "joined" && message?.type !== "tick") return;
      for (const { client, presence } of message.people) see(client, presence);
      if (message.type === "joined") return points.everyone(message.people, message.tick);
      if (message.all === true) return points.everyone(message.people, message.number ?? 0);
      points.met(message.people);
      if (message.points === undefined) return;
      const { number = 0, before = 0 } = message;
      const moved = points.read(number, before, message.points, (client) => known.get(client));
      if (moved === undefined) throw new Error("A tick was missed");
      for (const { client, presence } of moved) {
        see(client, presence);
        const at = presence["cursor"] as { x: number; y: number } | null;
        if (at !== null) hear(at.x, at.y);
      }
    };
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

export const SYSTEMS = { ours, tick, loop: json, "Socket.IO": socketIo } as const satisfies {
  readonly [name: string]: System;
};

export type SystemName = keyof typeof SYSTEMS;

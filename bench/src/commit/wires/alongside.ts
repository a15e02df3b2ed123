import { randomBytes } from "node:crypto";
import {
  type Change,
  encodeChange,
  encodeHello,
  encodeJoin,
  ENTRY_KINDS,
  type Op,
} from "@alongside/core/engine";
import { Bench, Page, Spot } from "../../rooms.ts";
import type { Wire } from "./wire.ts";
import { eachMark, markOf, valueOf } from "./wire.ts";
import { ThinSocket } from "./socket.ts";

const ACK = Buffer.from('["a",');
const REFUSED = Buffer.from('["r",');
const COMMIT = Buffer.from('["c",');
const JOINED = Buffer.from('["s",');

/** What a client writes. */
interface Writer {
  /** Its change `n`. */
  change(n: number): Pick<Change, "base" | "ops">;
  /** The room went on. */
  hear?(frame: Buffer): void;
}

/** Change 1 makes the client's record, the others set its place. */
export const alongside = wire(Bench.name, (client, id) => {
  const record = `${id}.1.0`;
  return {
    change(n) {
      const op: Op =
        n === 1
          ? {
              op: "insert",
              id: record,
              in: { of: "root", field: "items" },
              at: "end",
              fields: { at: valueOf(client, n) },
            }
          : { op: "set", id: record, field: "at", value: valueOf(client, n) };
      return { base: 0, ops: { items: [op] } };
    },
  };
});

/** Every change sets the one place that there is. */
export const alongsideField = wire(Spot.name, (client) => ({
  change(n) {
    const op: Op = { op: "set", id: "root", field: "mark", value: valueOf(client, n) };
    return { base: 0, ops: { mark: [op] } };
  },
}));

/** Every change inserts its mark, between two others and over all that was heard of. */
export const alongsideText = wire(Page.name, (client) => {
  const size = markOf(client, 0).length;
  let base = 0;
  let made = 0;
  let acked = 0;
  return {
    change(n) {
      const marks = base + made - acked;
      made = n;
      const at = size * Math.min(client, marks);
      const mark = markOf(client, n);
      const delta = at === 0 ? [mark] : [at, mark];
      return { base, ops: { body: [{ op: "text", id: "root", field: "body", delta }] } };
    },
    hear(frame) {
      const other = frame.lastIndexOf(COMMIT);
      if (other >= 0) base = Math.max(base, numberAt(frame, other + COMMIT.length));
      const own = frame.lastIndexOf(ACK);
      if (own < 0) return;
      acked = numberAt(frame, own + ACK.length);
      // The `seq` stands behind the change's own number.
      base = Math.max(base, numberAt(frame, frame.indexOf(",", own + ACK.length) + 1));
    },
  };
});

/** Our own wire. */
function wire(kind: string, begin: (client: number, id: string) => Writer): Wire {
  return {
    async connect(port, room, client, heard) {
      const id = randomBytes(12).toString("base64url");
      const socket = await ThinSocket.open(port, "/live");
      const joined = socket.frameWhere((frame) => frame.indexOf(JOINED) === 0);
      const roomId = `${kind}:${room}`;
      socket.send(encodeHello({ versions: [2], features: [], kinds: ENTRY_KINDS, guest: id }));
      socket.send(encodeJoin({ seat: 1, room: roomId, version: 1, client: id, ended: 0 }));
      await joined;
      const writer = begin(client, id);
      socket.onFrame((frame) => {
        writer.hear?.(frame);
        eachMark(frame, (from, n) => {
          if (from !== client) heard.peer(from, n);
        });
        for (let at = frame.indexOf(ACK); at >= 0; at = frame.indexOf(ACK, at + 1)) {
          heard.ack(numberAt(frame, at + ACK.length));
        }
        if (frame.includes(REFUSED)) throw new Error(`A change was refused: ${frame.toString()}`);
      });
      return {
        send(n) {
          return socket.send(encodeChange({ seat: 1, n, ...writer.change(n) }));
        },
        close: () => socket.close(),
      };
    },
  };
}

function numberAt(frame: Buffer, at: number): number {
  let value = 0;
  for (let i = at; ; i++) {
    const digit = (frame[i] ?? 0) - 48;
    if (digit < 0 || digit > 9) return value;
    value = value * 10 + digit;
  }
}

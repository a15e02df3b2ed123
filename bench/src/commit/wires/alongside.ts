import { randomBytes } from "node:crypto";
import type { Change, Hello, Join, Op } from "@alongside/core";
import type { Wire } from "./wire.ts";
import { eachMark, valueOf } from "./wire.ts";
import { ThinSocket } from "./socket.ts";

const ACK = Buffer.from('"ack":');
const REFUSED = Buffer.from('"refused":');

/** Our own wire. Change 1 makes the client's record, the others set its place. */
export const alongside: Wire = {
  async connect(port, room, client, heard) {
    const id = randomBytes(12).toString("base64url");
    const socket = await ThinSocket.open(port, "/live");
    const joined = socket.frameWhere((frame) => frame.includes('"type":"joined"'));
    const roomId = `bench:${room}`;
    const hello: Hello = { type: "hello", versions: [1], client: id, guest: id };
    const join: Join = { type: "join", room: roomId, version: 1, after: 0, ended: 0 };
    socket.send(JSON.stringify(hello));
    socket.send(JSON.stringify(join));
    await joined;
    socket.onFrame((frame) => {
      eachMark(frame, (from, n) => {
        if (from !== client) heard.peer(from, n);
      });
      for (let at = frame.indexOf(ACK); at >= 0; at = frame.indexOf(ACK, at + 1)) {
        heard.ack(numberAt(frame, at + ACK.length));
      }
      if (frame.includes(REFUSED)) throw new Error(`A change was refused: ${frame.toString()}`);
    });
    const record = `${id}.1.0`;
    return {
      send(n) {
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
        const change: Change = { type: "change", room: roomId, n, base: 0, ops: { items: [op] } };
        const frame = JSON.stringify(change);
        return socket.send(frame);
      },
      close: () => socket.close(),
    };
  },
};

function numberAt(frame: Buffer, at: number): number {
  let value = 0;
  for (let i = at; ; i++) {
    const digit = (frame[i] ?? 0) - 48;
    if (digit < 0 || digit > 9) return value;
    value = value * 10 + digit;
  }
}

import { connect, type Socket } from "node:net";
import { randomBytes } from "node:crypto";
import { PING } from "@alongside/core/engine";
import { Speech } from "../../../packages/core/test/speech.ts";
import { type Attack, MIB } from "../attack.ts";
import { Found } from "../field.ts";
import { later } from "../link.ts";
import { filled, fillShape } from "./shapes.ts";

function quiet(socket: Socket): Socket {
  return socket.on("error", () => undefined);
}

/** Opens a link by polling, says hello over it, and returns its secret. */
export async function secretOf(port: number, client: string): Promise<string> {
  const url = `http://127.0.0.1:${port}/live`;
  const opened = await fetch(`${url}?down=poll&wait=0`, { method: "POST" });
  const secret = /event: link\ndata: (\S+)/.exec(await opened.text())?.[1] ?? "";
  const hello = new Speech().said({
    type: "hello",
    versions: [2],
    token: `user:${client}`,
  });
  await fetch(`${url}?n=1`, { method: "POST", body: `${secret}\n${hello}` });
  return secret;
}

/** Bodies of requests that never end, of links that are there or not, in chunks of a few bytes or of many. */
export const endlessBodies: Attack = {
  name: "endless-bodies",
  // Half are bodies; the rest is what a growing one is copied from, and what was let go of and not collected yet.
  heldBytes: 72 * MIB,
  async run(field) {
    const { random, places } = field;
    const sockets: Socket[] = [];
    const secret = random.chance(0.8) ? await secretOf(places.port, random.id()) : random.id(24);
    const size = random.pick([1, 16, 1000, MIB, MIB]);
    const chunk = `${size.toString(16)}\r\n${"x".repeat(size)}\r\n`;
    const chunks = chunk.repeat(Math.min(2000, Math.ceil(MIB / size)));
    for (let i = 0; i < 150; i++) {
      const socket = quiet(connect(places.port, "127.0.0.1"));
      sockets.push(socket);
      socket.write(
        `POST /live?n=2 HTTP/1.1\r\nHost: 127.0.0.1:${places.port}\r\nTransfer-Encoding: chunked\r\n` +
          `Content-Type: text/plain\r\n\r\n${(secret.length + 1).toString(16)}\r\n${secret}\n\r\n`,
      );
      socket.write(chunks);
    }
    await later(2500);
    for (const socket of sockets) socket.destroy();
  },
};

/** Much is said before the server knows who speaks. */
export const loudStrangers: Attack = {
  name: "loud-strangers",
  heldBytes: 32 * MIB,
  async run(field) {
    const { random } = field;
    for (let i = 0; i < 6; i++) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const link = await field.dial();
      if (random.chance(0.7))
        link.say({
          type: "hello",
          versions: [2],
          token: `slow:${link.client}`,
        });
      const frame = new Speech().said({
        type: "presence",
        room: "arena:shared",
        set: { about: "x".repeat(random.pick([1000, 60_000, 1_900_000])) },
      });
      for (let n = 0; n < 30; n++) link.raw(frame);
    }
    await later(1500);
  },
};

/** 200 of one address, and those of the honest pages. */
const ALLOWED_LINKS = 204;

/** Connections that are opened and left, of every kind. */
export const leftLinks: Attack = {
  name: "left-links",
  heldBytes: 48 * MIB,
  async run(field) {
    const { random, places } = field;
    const sockets: Socket[] = [];
    const down = random.pick(["poll", "stream"]);
    for (let i = 0; i < 600; i++) {
      const socket = quiet(connect(places.port, "127.0.0.1"));
      sockets.push(socket);
      const method = random.pick(["GET", "POST"]);
      socket.write(
        `${method} /live?down=${down}&wait=25000 HTTP/1.1\r\nHost: 127.0.0.1:${places.port}\r\nContent-Length: 0\r\n\r\n`,
      );
      // oxlint-disable-next-line no-await-in-loop -- so that they are taken in turn
      if (i % 50 === 49) await later(50);
      if (random.chance(0.3)) socket.destroy();
    }
    await later(500);
    const { connections } = await field.state();
    const seen = await field.newcomer();
    for (const socket of sockets) socket.destroy();
    if (connections > ALLOWED_LINKS)
      throw new Found(`${connections} connections are held, ${ALLOWED_LINKS} are allowed`);
    if (seen.failed !== undefined)
      throw new Found(`While links were held, a newcomer from another address was ${seen.failed}`);
  },
};

/** A masked WebSocket frame of a client (RFC 6455, 5.2). */
function masked(text: string): Buffer {
  const payload = Buffer.from(text);
  const mask = randomBytes(4);
  const head =
    payload.length < 126
      ? Buffer.from([0x81, 0x80 | payload.length])
      : Buffer.from([0x81, 0x80 | 126, payload.length >> 8, payload.length & 255]);
  return Buffer.concat([head, mask, payload.map((byte, i) => byte ^ (mask[i % 4] ?? 0))]);
}

/** Enter a large room and read nothing of it, but say something now and then. */
export const deafReaders: Attack = {
  name: "deaf-readers",
  // The room itself, what one address may leave unread, and no more.
  heldBytes: 224 * MIB,
  async run(field) {
    const { places } = field;
    const { link, room, ids } = await filled(field, 1);
    await fillShape(link, room, ids[0] ?? "", 40_000, "x".repeat(100));
    const sockets = Array.from({ length: 60 }, (_, i) => {
      const socket = quiet(connect(places.port, "127.0.0.1"));
      socket.write(
        `GET /live HTTP/1.1\r\nHost: 127.0.0.1:${places.port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString("base64")}\r\n\r\n`,
      );
      socket.pause();
      const client = `deafdeafdeaf${i}`;
      const speech = new Speech(client);
      const hello = { type: "hello", versions: [2], token: `user:deaf${i}` };
      socket.write(masked(speech.said(hello)));
      socket.write(masked(speech.said({ type: "join", room, version: 1, ended: 0 })));
      return socket;
    });
    const beats = setInterval(() => {
      for (const socket of sockets) if (!socket.destroyed) socket.write(masked(PING));
    }, 300);
    await later(9000);
    clearInterval(beats);
    const { connections } = await field.state();
    for (const socket of sockets) socket.destroy();
    if (connections >= sockets.length)
      throw new Found(`${sockets.length} connections that read nothing of 7 MB are held`);
  },
};

/** Those that one connection may have entered, and those that others use. */
const ALLOWED_ROOMS = 150;

/** Ever new rooms, entered and left. */
export const passedRooms: Attack = {
  name: "passed-rooms",
  countsRooms: true,
  heldBytes: 32 * MIB,
  async run(field) {
    const { random } = field;
    const link = await field.greet();
    for (let i = 0; i < 800 && !link.isOver; i++) {
      const room = `arena:${random.id()}`;
      link.say({ type: "join", room, version: 1, ended: 0 });
      if (random.chance(0.9)) link.say({ type: "leave", room });
      // oxlint-disable-next-line no-await-in-loop -- within the limit of messages
      if (i % 40 === 39) await later(60);
    }
    await later(1000);
    const { rooms } = await field.state();
    if (rooms > ALLOWED_ROOMS)
      throw new Found(`${rooms} rooms are in memory, ${ALLOWED_ROOMS} are allowed`);
  },
};

import { randomBytes } from "node:crypto";
import { ENTRY_KINDS, encodeHello, encodeJoin } from "@alongside/core/engine";
import { ThinSocket } from "../commit/wires/socket.ts";
import { WIRES } from "../commit/wires/index.ts";
import { ours } from "../presence/systems/ours.ts";
import { answer, sleep } from "../process.ts";
import { Spot } from "../rooms.ts";
import { Samples, type Summary } from "../stats.ts";

/** What the bench asks of the process that measures as benches do: by the wire alone. */
export interface Question {
  readonly ask: "change" | "move" | "join";
  readonly port: number;
  readonly ms: number;
}

const JOINED = Buffer.from('["s",');
const OPEN_BRACKET = 0x5b;

answer(async ({ ask, port, ms }: Question): Promise<Summary> => {
  const samples = new Samples();
  await { change, move, join }[ask](port, ms, samples);
  return samples.summary();
});

/** One change after the other, until somebody else has its frame. */
async function change(port: number, ms: number, samples: Samples): Promise<void> {
  let seen: () => void = () => undefined;
  const wire = WIRES["alongside field"];
  const reader = await wire.connect(port, "quiet", 2, {
    ack: () => undefined,
    peer: () => seen(),
  });
  const author = await wire.connect(port, "quiet", 1, {
    ack: () => undefined,
    peer: () => undefined,
  });
  const end = performance.now() + ms;
  for (let n = 1; performance.now() < end; n++) {
    const arrived = new Promise<void>((resolve) => (seen = resolve));
    const start = performance.now();
    author.send(n);
    await arrived;
    samples.add(performance.now() - start);
    await sleep(5 + 15 * Math.random());
  }
  author.close();
  reader.close();
}

/** One move after the other, until somebody else has read it. */
async function move(port: number, ms: number, samples: Samples): Promise<void> {
  const movedAt = new Map<number, number>();
  const read = await ours.reader((x) => {
    const at = movedAt.get(x);
    movedAt.delete(x);
    if (at !== undefined) samples.add(performance.now() - at);
  });
  const reader = await enter(port, "moves", (frame) => read(frame, frame[0] !== OPEN_BRACKET));
  const mover = await enter(port, "moves", () => undefined);
  const end = performance.now() + ms;
  for (let x = 1; performance.now() < end; x++) {
    movedAt.set(x, performance.now());
    mover.send(JSON.stringify(["p", 1, { cursor: { x, y: x } }]));
    await sleep(20 + 60 * Math.random());
  }
  await sleep(150);
  mover.close();
  reader.close();
}

/** One after the other comes in, until the room is there. */
async function join(port: number, ms: number, samples: Samples): Promise<void> {
  const end = performance.now() + ms;
  while (performance.now() < end) {
    const start = performance.now();
    const socket = await enter(port, "quiet", () => undefined);
    samples.add(performance.now() - start);
    socket.close();
    await sleep(5);
  }
}

/** Resolves once the room is there; `read` gets that frame too, and all after it. */
async function enter(
  port: number,
  room: string,
  read: (frame: Buffer) => void,
): Promise<ThinSocket> {
  const client = randomBytes(12).toString("base64url");
  const socket = await ThinSocket.open(port, "/live");
  const joined = socket.frameWhere((frame) => frame.indexOf(JOINED) === 0);
  socket.send(encodeHello({ versions: [2], features: [], kinds: ENTRY_KINDS, guest: client }));
  socket.send(encodeJoin({ seat: 1, room: `${Spot.name}:${room}`, version: 1, client, ended: 0 }));
  read(await joined);
  socket.onFrame(read);
  return socket;
}

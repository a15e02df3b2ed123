import { loadPeer } from "../peers.ts";
import { answer } from "../process.ts";
import type { JoinQuestion } from "./bench.ts";

/** What we use of Yjs. */
interface Yjs {
  Doc: new () => { getArray(name: string): { toJSON(): readonly unknown[] }; destroy(): void };
  applyUpdate(doc: object, update: Uint8Array): void;
}

const Y = await loadPeer<Yjs>("yjs");

const SYNC = 0;
const STEP_1 = 0;
const STEP_2 = 1;

// As thin as it can be: connect, ask with an empty state vector, apply the answer, read it as JSON.
answer(async ({ port, room, records }: JoinQuestion) => {
  const start = performance.now();
  const socket = new WebSocket(`ws://127.0.0.1:${port}/${room}`);
  socket.binaryType = "arraybuffer";
  socket.addEventListener("open", () => socket.send(Uint8Array.of(SYNC, STEP_1, 1, 0)));
  const update = await new Promise<Uint8Array>((resolve) => {
    socket.addEventListener("message", ({ data }) => {
      const frame = new Uint8Array(data as ArrayBuffer);
      if (frame[0] === SYNC && frame[1] === STEP_2) resolve(withoutHead(frame));
    });
  });
  const received = performance.now();
  const doc = new Y.Doc();
  Y.applyUpdate(doc, update);
  const { length } = doc.getArray("items").toJSON();
  const end = performance.now();
  socket.close();
  doc.destroy();
  if (length !== records) throw new Error(`${room} has ${length} records instead of ${records}`);
  return { ms: end - start, applyMs: end - received };
});
process.send?.({});

/** The update behind the two type bytes and its length. */
function withoutHead(frame: Uint8Array): Uint8Array {
  let at = 2;
  while ((frame[at] ?? 0) > 127) at += 1;
  return frame.subarray(at + 1);
}

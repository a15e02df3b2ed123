import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { connect, type Socket } from "node:net";
import { sleep } from "../process.ts";

/** Bytes that left this process in steps of `STEP_MS`. */
export type Traffic = readonly number[];

const STEP_MS = 20;

/** Counts what this process writes to TCP while `work` runs. */
export async function recorded(work: () => Promise<void>): Promise<Traffic> {
  const sockets = new Set<Socket>();
  const steps: number[] = [];
  const seen = (message: unknown): void => {
    const { socket } = message as { readonly socket: Socket };
    sockets.add(socket);
  };
  let gone = 0;
  let before = 0;
  const step = (): void => {
    let sum = gone;
    for (const socket of sockets) {
      sum += socket.bytesWritten;
      if (!socket.destroyed) continue;
      gone += socket.bytesWritten;
      sockets.delete(socket);
    }
    steps.push(sum - before);
    before = sum;
  };
  subscribe("net.client.socket", seen);
  const timer = setInterval(step, STEP_MS);
  try {
    await work();
  } finally {
    clearInterval(timer);
    unsubscribe("net.client.socket", seen);
    step();
  }
  return steps;
}

/** Sends as many bytes at the same times to a sink. */
export async function replayed(traffic: Traffic, port: number): Promise<void> {
  const socket = connect(port, "127.0.0.1");
  const began = performance.now();
  for (let i = 0; i < traffic.length; i++) {
    const bytes = traffic[i] ?? 0;
    if (bytes > 0) socket.write(Buffer.alloc(bytes, "x"));
    const wait = began + (i + 1) * STEP_MS - performance.now();
    // oxlint-disable-next-line no-await-in-loop -- at the same times
    if (wait > 0) await sleep(wait);
  }
  socket.destroy();
}

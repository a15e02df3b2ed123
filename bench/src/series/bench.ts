import { fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { defineRoom, series, value } from "@alongside/core";
import { createServer } from "@alongside/server";
import { z } from "zod";
import type { Findings } from "../result.ts";

/** Values, how often each is published, and for how long that is measured. */
const KEYS = 1000;
const EVERY_MS = 100;
const SECONDS = 15;

const Fleet = defineRoom("fleet", {
  version: 1,
  storage: { title: value("") },
  series: { speed: series(z.number(), { keys: KEYS, step: 0.1 }) },
});

interface Measured {
  /** Of a core, in %. */
  readonly cpu: number;
  readonly bytesPerPoint: number;
  /** Frames a second that each viewer got. */
  readonly frames: number;
  /** Entries of the room's log. */
  readonly entries: number;
}

/** What a thousand values at 10 Hz cost a server with a hundred viewers, and with a thousand. */
export async function run(): Promise<Findings> {
  const hundred = await measure(100);
  const thousand = await measure(1000);
  const row = (viewers: number, { cpu, bytesPerPoint, frames }: Measured) => ({
    what: `${KEYS} values at ${1000 / EVERY_MS} Hz, ${viewers} viewers`,
    figures: { "CPU, %": cpu, "bytes a point": bytesPerPoint, "frames/s": frames },
  });
  return {
    runs: 1,
    rows: [row(100, hundred), row(1000, thousand)],
    bars: [
      { name: "cpu-100", value: hundred.cpu, limit: 25, better: "lower" },
      { name: "cpu-1000", value: thousand.cpu, limit: 100, better: "lower" },
      { name: "bytes-a-point", value: hundred.bytesPerPoint, limit: 8, better: "lower" },
      { name: "log-entries", value: hundred.entries, limit: 0, better: "lower" },
    ],
  };
}

async function measure(viewers: number): Promise<Measured> {
  process.stderr.write(`${viewers} viewers\n`);
  const limits = { connectionsPerAddress: 2 * viewers };
  const server = createServer({ rooms: [Fleet], limits, log: () => undefined });
  const { port } = await server.listen(0);
  const { speed } = server.room(Fleet, "one").series;
  const speeds = Array.from({ length: KEYS }, () => 100 * Math.random());
  const drive = (): void => {
    const points: { [key: string]: number } = {};
    for (let i = 0; i < KEYS; i++) {
      speeds[i] = Math.max(0, (speeds[i] ?? 0) + 4 * (Math.random() - 0.5));
      points[`v${i}`] = speeds[i] ?? 0;
    }
    void speed.publish(points);
  };
  drive();
  const child = fork(fileURLToPath(new URL("viewers.ts", import.meta.url)), [
    `ws://127.0.0.1:${port}/live`,
    String(viewers),
  ]);
  const count = async (): Promise<{ readonly frames: number; readonly bytes: number }> => {
    child.send("count");
    const [counted] = await once(child, "message");
    return counted as { readonly frames: number; readonly bytes: number };
  };
  try {
    await once(child, "message");
    const driving = setInterval(drive, EVERY_MS);
    await sleep(2000);
    await count();
    const before = process.cpuUsage();
    const began = performance.now();
    await sleep(SECONDS * 1000);
    const { user, system } = process.cpuUsage(before);
    const seconds = (performance.now() - began) / 1000;
    const { frames, bytes } = await count();
    clearInterval(driving);
    const stat = await server.rooms.stat("fleet:one");
    return {
      cpu: (user + system) / 1e4 / seconds,
      bytesPerPoint: bytes / (frames * KEYS),
      frames: frames / viewers / seconds,
      entries: stat?.seq ?? 0,
    };
  } finally {
    child.kill();
    await server.close();
  }
}

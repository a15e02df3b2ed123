import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { installPeers, ownVersion, peerVersions } from "../peers.ts";
import { cpuMs, startNode } from "../process.ts";
import type { Bar, Findings } from "../result.ts";
import { median } from "../stats.ts";
import type { Question, Ran } from "./driver.ts";
import { type Kind, KINDS } from "./table.ts";

const RUNS = 3;
const ROOMS = 8;
const SEATS = 8;
const PER_SECOND = 4;
const WARM_MS = 2000;
const MS = 6000;

interface Measured extends Ran {
  /** CPU time of the server for 10,000 changes, each of which goes to all in its room, in ms. */
  readonly cpu: number;
}

/** What the same load in the same rooms costs a server over each transport, ours and Socket.IO's. */
export async function run(): Promise<Findings> {
  installPeers();
  const runs = new Map<Kind, Measured[]>(KINDS.map((kind) => [kind, []]));
  for (let i = 0; i < RUNS; i++)
    for (const kind of KINDS) {
      process.stderr.write(`${i + 1}/${RUNS} ${kind}\n`);
      // oxlint-disable-next-line no-await-in-loop -- in turn
      runs.get(kind)?.push(await measure(kind));
    }
  const figure = (kind: Kind, name: keyof Measured): number =>
    median((runs.get(kind) ?? []).map((one) => one[name]));
  /** Medians of the ratios within each run, as the machine has its moods. */
  const ratio = (name: string, kind: Kind, to: Kind, limit: number): Bar => {
    const others = runs.get(to) ?? [];
    const ratios = (runs.get(kind) ?? []).map(({ cpu }, i) => cpu / (others[i]?.cpu ?? Number.NaN));
    return { name, value: median(ratios), limit, better: "lower" };
  };
  return {
    runs: RUNS,
    rows: KINDS.map((kind) => ({
      what: kind,
      figures: {
        "CPU ms/10k": figure(kind, "cpu"),
        "ack p50": figure(kind, "p50"),
        "ack p99": figure(kind, "p99"),
      },
    })),
    bars: [
      ratio("stream-cpu", "stream", "websocket", 1.5),
      ratio("polling-cpu", "polling", "websocket", 3),
      ratio("polling-vs-socket.io", "polling", "Socket.IO polling", 1),
    ],
    versions: { ws: ownVersion("ws"), ...peerVersions("socket.io", "socket.io-client") },
  };
}

async function measure(kind: Kind): Promise<Measured> {
  const folder = mkdtempSync(`${tmpdir()}/alongside-bench-`);
  const isOurs = !kind.startsWith("Socket.IO");
  const server = startNode(`servers/${isOurs ? "alongside" : "socket-io"}.ts`, { folder });
  const driver = startNode("transports/driver.ts", { kind });
  try {
    const { port } = await server.hear<{ port: number }>();
    const url = isOurs ? `ws://127.0.0.1:${port}/live` : `http://127.0.0.1:${port}`;
    const ask = <T>(question: Question): Promise<T> => driver.ask<T>(question);
    await ask({ ask: "open", url, rooms: ROOMS, seats: SEATS });
    await ask({ ask: "run", perSecond: PER_SECOND, ms: WARM_MS });
    const before = cpuMs(server.pid);
    const ran = await ask<Ran>({ ask: "run", perSecond: PER_SECOND, ms: MS });
    return { ...ran, cpu: ((cpuMs(server.pid) - before) / ran.acked) * 10_000 };
  } finally {
    await driver.stop();
    await server.stop("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  }
}

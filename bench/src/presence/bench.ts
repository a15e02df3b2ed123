import { installPeers, ownVersion, peerVersions } from "../peers.ts";
import { cpuMs, residentBytes, startNode } from "../process.ts";
import type { Findings } from "../result.ts";
import { median } from "../stats.ts";
import type { Question, Ran } from "./crowd.ts";
import type { SystemName } from "./systems.ts";

const RUNS = 2;
const HZ = 30;
const MS = 3000;

const PROGRAMS: { readonly [name in SystemName]: string } = {
  ours: "./presence/servers/ours.ts",
  tick: "./presence/servers/tick.ts",
  loop: "./presence/servers/loop.ts",
  "Socket.IO": "./presence/servers/socket-io.ts",
};

/** A room of so many, and who is measured in it: what sends N² frames is measured while it keeps up. */
const ROOMS: readonly (readonly [people: number, systems: readonly SystemName[]])[] = [
  [20, ["ours", "tick", "loop", "Socket.IO"]],
  [50, ["ours", "tick", "loop", "Socket.IO"]],
  [100, ["ours", "tick"]],
  [200, ["ours", "tick"]],
];

interface Measured extends Ran {
  /** CPU of the server for each million deliveries, in ms. */
  readonly cpu: number;
  readonly memory: number;
}

/** What a room of people whose cursors move costs a server, and how old what the others see is. */
export async function run(): Promise<Findings> {
  installPeers();
  const measured = new Map<string, Measured[]>();
  for (let i = 0; i < RUNS; i++) {
    for (const [people, systems] of ROOMS) {
      for (const name of systems) {
        process.stderr.write(`${i + 1}/${RUNS} ${name}, ${people}\n`);
        const key = `${name}, ${people} people`;
        // oxlint-disable-next-line no-await-in-loop -- one after the other: they share the machine
        measured.set(key, [...(measured.get(key) ?? []), await measure(name, people)]);
      }
    }
  }
  const of = (key: string, figure: keyof Measured): number =>
    median((measured.get(key) ?? []).map((one) => one[figure]));
  return {
    runs: RUNS,
    rows: Array.from(measured.keys(), (what) => ({
      what,
      figures: {
        "CPU ms/million": of(what, "cpu"),
        "age p50 ms": of(what, "p50"),
        "age p99 ms": of(what, "p99"),
        "bytes each": of(what, "bytesEach"),
        "memory MB": of(what, "memory") / 2 ** 20,
        deliveries: of(what, "deliveries"),
      },
    })),
    bars: [
      {
        name: "CPU against the hand-written tick, 200 people",
        value: of("ours, 200 people", "cpu") / of("tick, 200 people", "cpu"),
        limit: 1.5,
        better: "lower",
      },
      {
        name: "age p99 against the hand-written tick, 200 people",
        value: of("ours, 200 people", "p99") / of("tick, 200 people", "p99"),
        limit: 1.2,
        better: "lower",
      },
      {
        name: "bytes an update, 200 people",
        value: of("ours, 200 people", "bytesEach"),
        limit: 5,
        better: "lower",
      },
    ],
    versions: { ws: ownVersion("ws"), ...peerVersions("socket.io") },
  };
}

async function measure(name: SystemName, people: number): Promise<Measured> {
  const server = startNode(PROGRAMS[name], {}, ["--conditions=source"]);
  const crowd = startNode("./presence/crowd.ts", { name }, ["--conditions=source"]);
  try {
    const { port } = await server.hear<{ port: number }>();
    const url = `ws://127.0.0.1:${port}`;
    await crowd.ask({ ask: "open", url, people } satisfies Question);
    // What a program does for the first time it does slowly.
    await crowd.ask<Ran>({ ask: "run", hz: HZ, ms: 1000 } satisfies Question);
    const before = cpuMs(server.pid);
    const ran = await crowd.ask<Ran>({ ask: "run", hz: HZ, ms: MS } satisfies Question);
    const used = cpuMs(server.pid) - before;
    return { ...ran, cpu: (used / ran.deliveries) * 1e6, memory: residentBytes(server.pid) };
  } finally {
    await crowd.stop();
    await server.stop();
  }
}

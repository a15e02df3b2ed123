import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import type { DriverQuestion } from "../commit/driver.ts";
import type { Measured } from "../commit/load.ts";
import { installPeers, peerVersions } from "../peers.ts";
import { type Child, sleep, startNode } from "../process.ts";
import type { Findings, Row } from "../result.ts";
import type { ServerQuestion } from "../servers/serve.ts";
import { median } from "../stats.ts";
import { ROOMS, type RoomName } from "./rooms.ts";

/** What the bench asks of a joiner. */
export interface JoinQuestion {
  readonly port: number;
  readonly room: RoomName;
  readonly records: number;
}

interface Joined {
  readonly ms: number;
  /** Of which without the network: Yjs only. */
  readonly applyMs?: number;
}

const RUNS = 3;
/** Joins to each room whose times count, and those before them that only compile the code of both sides. */
const JOINS = 12;
const WARM = 12;
/** The big room is joined once in so many rounds. */
const BIG_EVERY = 4;
const NAMES = Object.keys(ROOMS) as RoomName[];

/** Joining: after few and many changes, and with many records; and whether the others wait meanwhile. */
export async function run(): Promise<Findings> {
  installPeers();
  const folder = mkdtempSync(`${tmpdir()}/alongside-bench-`);
  try {
    const filler = startNode("join/fill.ts", { folder });
    await filler.ask({});
    await filler.stop();
    const figures = new Figures();
    for (let i = 0; i < RUNS; i++) {
      process.stderr.write(`${i + 1}/${RUNS}\n`);
      await measureJoins(folder, figures);
      await measureOthers(folder, figures);
    }
    return findingsOf(figures);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

class Figures {
  readonly #values = new Map<string, number[]>();

  add(name: string, value: number): void {
    this.#values.set(name, [...(this.#values.get(name) ?? []), value]);
  }

  median(name: string): number {
    return median(this.#values.get(name) ?? []);
  }
}

async function measureJoins(folder: string, figures: Figures): Promise<void> {
  const flags = ["--expose-gc"];
  const server = startNode("servers/alongside.ts", { folder }, flags);
  const yjsServer = startNode("join/yjs-server.ts", {}, flags);
  const [{ port }, { port: yjsPort }] = await Promise.all([
    server.hear<{ port: number }>(),
    yjsServer.hear<{ port: number }>(),
  ]);
  const ours = startNode("join/ours.ts", {}, flags);
  const yjs = startNode("join/yjs.ts", {}, flags);
  await Promise.all([ours.hear(), yjs.hear()]);
  const join = (child: Child, at: number, room: RoomName): Promise<Joined> => {
    const { records } = ROOMS[room];
    return child.ask<Joined>({ port: at, room, records } satisfies JoinQuestion);
  };
  for (const room of NAMES) {
    figures.add(`first ${room}`, (await join(ours, port, room)).ms);
    await join(yjs, yjsPort, room);
  }
  for (let i = 0; i < WARM; i++) {
    for (const room of ["short", "long"] as const) {
      await join(ours, port, room);
      await join(yjs, yjsPort, room);
    }
  }
  for (let i = 0; i < JOINS; i++) {
    for (const room of NAMES) {
      if (room === "big" && i % BIG_EVERY !== 0) continue;
      figures.add(`ours ${room}`, (await join(ours, port, room)).ms);
      const { ms, applyMs = 0 } = await join(yjs, yjsPort, room);
      figures.add(`yjs ${room}`, ms);
      figures.add(`apply ${room}`, applyMs);
    }
  }
  await Promise.all([ours, yjs, server, yjsServer].map((child) => child.stop()));
}

/** Acknowledgements in other rooms: at rest, while the big room is snapshotted again and again, while people join it. */
async function measureOthers(folder: string, figures: Figures): Promise<void> {
  const server = startNode("servers/alongside.ts", { folder, idleMs: 200 }, ["--expose-gc"]);
  const { port } = await server.hear<{ port: number }>();
  const driver = startNode("commit/driver.ts", { wire: "alongside" });
  const joiner = startNode("join/ours.ts", {}, ["--expose-gc"]);
  await joiner.hear();
  const ask = <T>(question: DriverQuestion): Promise<T> => driver.ask<T>(question);
  // The room stays in memory as long as somebody is in it; only then its snapshots are its own.
  await joiner.ask({ port, room: "big", records: ROOMS.big.records } satisfies JoinQuestion);
  const prefix = `others-${Date.now()}-`;
  await ask({ ask: "open", target: { port, clients: 32, rooms: 8, prefix } });
  const press = (ms: number): Promise<Measured> =>
    ask<Measured>({
      ask: "run",
      pressure: { name: "open", perSecond: 500 },
      ms,
      serverPid: server.pid,
    });
  const record = (name: string, { ack }: Measured): void => {
    figures.add(`${name} p50`, ack.p50);
    figures.add(`${name} p99`, ack.p99);
    figures.add(`${name} max`, ack.max);
  };
  await press(500);
  record("rest", await press(3000));
  const beside = async (ms: number, work: () => Promise<unknown>): Promise<Measured> => {
    const pressed = press(ms);
    for (const until = performance.now() + ms - 1500; performance.now() < until;) await work();
    return pressed;
  };
  const snapshots = await beside(5000, async () => {
    await server.ask({ ask: "touch" } satisfies ServerQuestion);
    await sleep(1000);
  });
  record("snapshots", snapshots);
  const joins = await beside(5000, async () => {
    await joiner.ask({ port, room: "big", records: ROOMS.big.records } satisfies JoinQuestion);
    await sleep(300);
  });
  record("joins", joins);
  await ask({ ask: "close" });
  await Promise.all([driver, joiner, server].map((child) => child.stop()));
}

function findingsOf(figures: Figures): Findings {
  const rows: Row[] = NAMES.map((room) => ({
    what: `${ROOMS[room].records} records after ${ROOMS[room].entries} changes`,
    figures: {
      "Alongside ms": figures.median(`ours ${room}`),
      "first join ms": figures.median(`first ${room}`),
      "Yjs ms": figures.median(`yjs ${room}`),
      "of it applying": figures.median(`apply ${room}`),
    },
  }));
  for (const [name, what] of [
    ["rest", "other rooms' acks, at rest"],
    ["snapshots", "other rooms' acks, during snapshots of the big room"],
    ["joins", "other rooms' acks, during joins to the big room"],
  ] as const) {
    const figure = (which: string): number => figures.median(`${name} ${which}`);
    rows.push({
      what,
      figures: { "p50 ms": figure("p50"), "p99 ms": figure("p99"), "max ms": figure("max") },
    });
  }
  const of = (name: string): number => figures.median(name);
  return {
    runs: RUNS,
    rows,
    bars: [
      { name: "join-flat", value: of("ours long") / of("ours short"), limit: 1.3, better: "lower" },
      { name: "join-vs-yjs", value: of("ours long") / of("yjs long"), limit: 0.1, better: "lower" },
      { name: "join-big", value: of("ours big") / of("yjs big"), limit: 0.6, better: "lower" },
    ],
    versions: peerVersions("yjs", "@y/websocket-server"),
  };
}

import { installPeers, ownVersion, peerVersions } from "../peers.ts";
import type { Bar, Findings, Row } from "../result.ts";
import { median } from "../stats.ts";
import { countChanges } from "./count-changes.ts";
import {
  idleBytesOf,
  PHASES,
  type Phase,
  type PhaseResult,
  type Round,
  runRound,
} from "./round.ts";
import { SYSTEMS } from "./systems.ts";

/** How many times each is measured: `npm run bench -- commit 1`. */
const RUNS = Number(process.argv[3] ?? 5);
const MS = 2000;

/** Committing under load: our server and the others, in turn, again and again. */
export async function run(): Promise<Findings> {
  installPeers();
  const rounds = new Map<string, Round[]>(SYSTEMS.map(({ name }) => [name, []]));
  const idle = new Map<string, number[]>(SYSTEMS.map(({ name }) => [name, []]));
  for (let i = 0; i < RUNS; i++) {
    for (const system of SYSTEMS) {
      process.stderr.write(`${i + 1}/${RUNS} ${system.name}\n`);
      const round = await runRound(system, MS, async (started, acked) => {
        if (system.wire !== "alongside") return;
        const kept = await countChanges(`${started.folder}/rooms.db`);
        if (kept < acked)
          throw new Error(`${acked} changes were acknowledged, ${kept} are in the file`);
      });
      rounds.get(system.name)?.push(round);
      idle.get(system.name)?.push(await idleBytesOf(system));
    }
  }
  const versions = {
    ws: ownVersion("ws"),
    ...peerVersions("@hocuspocus/server", "@y/websocket-server", "yjs", "liveblocks", "bun"),
  };
  return { runs: RUNS, rows: rowsOf(rounds, idle), bars: barsOf(rounds, idle), versions };
}

type Rounds = ReadonlyMap<string, readonly Round[]>;
/** Bytes of an idle connection, with the young generation fixed. */
type Idle = ReadonlyMap<string, readonly number[]>;

function rowsOf(rounds: Rounds, idle: Idle): Row[] {
  const rows: Row[] = [];
  for (const phase of Object.keys(PHASES) as Phase[]) {
    for (const [name, of] of rounds) {
      const results = of.flatMap((round) => round.phases[phase] ?? []);
      if (results.length === 0) continue;
      const figure = (pick: (result: PhaseResult) => number): number => median(results.map(pick));
      rows.push({
        what: `${phase}: ${name}`,
        figures: {
          "acked/s": figure((result) => result.perSecond),
          "least acked/s": Math.min(...results.map((result) => result.perSecond)),
          "most acked/s": Math.max(...results.map((result) => result.perSecond)),
          "CPU ms/10k": figure((result) => result.serverMsPer10k),
          "least CPU ms/10k": Math.min(...results.map((result) => result.serverMsPer10k)),
          "most CPU ms/10k": Math.max(...results.map((result) => result.serverMsPer10k)),
          "ack p50": figure((result) => result.ack.p50),
          "ack p99": figure((result) => result.ack.p99),
          "ack max": figure((result) => result.ack.max),
          "peer p50": figure((result) => result.peer.p50),
          "peer p99": figure((result) => result.peer.p99),
          "loop p99": figure((result) => result.delay?.p99 ?? Number.NaN),
          "loop max": figure((result) => result.delay?.max ?? Number.NaN),
          "driver ms/10k": figure((result) => result.driverMsPer10k),
          "bytes/change": figure((result) => result.bytesPerChange),
        },
      });
    }
  }
  for (const [name, of] of rounds) {
    const bytes = median(of.map((round) => round.idleBytes));
    const fixed = median(idle.get(name) ?? []);
    rows.push({
      what: `idle: ${name}`,
      figures: { "KB/connection": bytes / 1024, "young generation fixed": fixed / 1024 },
    });
  }
  return rows;
}

const OURS = "Alongside";
const HOCUSPOCUS = ["Hocuspocus", "Hocuspocus, flushDelay: false"];
const LIVEBLOCKS = ["Liveblocks dev server"];

function barsOf(rounds: Rounds, idle: Idle): Bar[] {
  type Pick = (round: Round) => number;
  const figure = (name: string, pick: Pick): number => median((rounds.get(name) ?? []).map(pick));
  /** Ours divided by theirs; of two ways to run theirs, the one that is better at this. */
  const higher = (name: string, limit: number, peers: readonly string[], pick: Pick): Bar => {
    const best = Math.max(...peers.map((peer) => figure(peer, pick)));
    return { name, value: figure(OURS, pick) / best, limit, better: "higher" };
  };
  const lower = (name: string, limit: number, peers: readonly string[], pick: Pick): Bar => {
    const best = Math.min(...peers.map((peer) => figure(peer, pick)));
    return { name, value: figure(OURS, pick) / best, limit, better: "lower" };
  };
  const of =
    (phase: Phase, pick: (result: PhaseResult) => number): Pick =>
    ({ phases }) =>
      phases[phase] === undefined ? Number.NaN : pick(phases[phase]);
  const acked = (phase: Phase): Pick => of(phase, (result) => result.perSecond);
  const cpu = (phase: Phase): Pick => of(phase, (result) => result.serverMsPer10k);
  const idleOf = (name: string): number => median(idle.get(name) ?? []);
  const stall = figure(
    OURS,
    of("10,000/s", ({ ack }) => ack.max / ack.p50),
  );
  return [
    higher("acked-w1", 1.5, HOCUSPOCUS, acked("1 in flight")),
    higher("acked-w16", 3.5, HOCUSPOCUS, acked("16 in flight")),
    lower("cpu-w16", 0.3, HOCUSPOCUS, cpu("16 in flight")),
    lower("cpu-1200", 2.2, HOCUSPOCUS, cpu("1,200/s")),
    lower(
      "peer-p99-w16",
      0.6,
      HOCUSPOCUS,
      of("16 in flight", (result) => result.peer.p99),
    ),
    {
      name: "idle-memory",
      value: idleOf(OURS) / Math.min(...HOCUSPOCUS.map(idleOf)),
      limit: 0.8,
      better: "lower",
    },
    higher("acked-w1-vs-liveblocks", 8, LIVEBLOCKS, acked("1 in flight")),
    { name: "stall", value: stall, limit: 30, better: "lower" },
  ];
}

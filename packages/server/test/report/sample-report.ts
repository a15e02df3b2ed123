import type { Report } from "../../src/report/result.ts";

const spread = (p99: number) => ({ count: 120, p50: p99 / 4, p95: p99 / 2, p99, max: p99 * 2 });
const noise = { lateP50: 0.2, lateP99: 1.1, workP50: 0.7, workP99Times: 1.2 };

/** A report with all that one can have. */
export const REPORT: Report = {
  version: 1,
  at: "2026-11-30T12:00:00.000Z",
  command: "alongside report --clients 50",
  machine: { cpu: "A | CPU", cores: 2, memoryBytes: 8 * 2 ** 30, system: "Linux 6" },
  versions: { alongside: "0.1.0", node: "24.21.0" },
  target: {
    url: "ws://127.0.0.1:4000/live",
    isOwn: false,
    kind: "board",
    writes: 'rename({"title":"<b>$n</b>"})',
    isProbe: false,
  },
  seconds: 12,
  clients: 50,
  own: spread(1.4),
  peer: spread(12),
  isUnder100: true,
  presence: spread(40),
  join: spread(20),
  reconnect: spread(400),
  throughput: {
    people: 16,
    changesPerSecond: 12_345,
    messagesPerSecond: 23_456,
    bytesPerSecond: 3_000_000,
    committed: spread(30),
    cpu: 0.9,
    busy: 0.4,
    pauses: 0,
  },
  people: {
    steps: [
      { people: 5, seen: spread(8), cpuEach: 0.004, memoryBytes: 1e8, busy: 0.1 },
      { people: 50, seen: spread(140), cpuEach: 0.005, memoryBytes: 1.1e8, busy: 0.3 },
    ],
    stopped: { name: "slow" },
    most: 5,
  },
  changes: { sent: 1000, committed: 999, refused: 1, lost: 0, doubled: 0 },
  person: { memoryBytes: 40_000, cpu: 0.005 },
  noise: { before: noise, during: noise, machine: "quiet" },
  notes: ["One change was refused."],
};

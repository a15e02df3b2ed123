import { installPeers, ownVersion, peerVersions } from "../peers.ts";
import type { Bar, Findings } from "../result.ts";
import { median } from "../stats.ts";
import { measure, type Measured, Trial } from "./measure.ts";
import type { SystemName } from "./systems/index.ts";

const RUNS = 2;

/** How long people move, in ms. */
const MS = 3000;

/** What sends a frame for each move and each reader falls behind without end in larger rooms. */
const SQUARE = ["loop", "Socket.IO", "y-websocket", "Hocuspocus"] as const;

/** A room of so many, and who is measured in it. */
const ROOMS: readonly (readonly [people: number, systems: readonly SystemName[]])[] = [
  [20, ["ours", "tick", "Colyseus", ...SQUARE, "Liveblocks"]],
  [50, ["ours", "tick", "Colyseus", ...SQUARE, "Liveblocks"]],
  [100, ["ours", "tick", "Colyseus", "Hocuspocus"]],
  [200, ["ours", "tick", "Colyseus"]],
  [500, ["ours", "tick", "Colyseus"]],
  // In a world of 25 windows, each looks at one.
  [1000, ["ours", "ours, each in a window", "tick", "Colyseus"]],
];

const WINDOWS = "ours, each in a window, 1000 people";

/** What a room of people whose cursors move costs a server, and how old what the others see is. */
export async function run(): Promise<Findings> {
  installPeers();
  const measured = new Table();
  for (let i = 0; i < RUNS; i++) {
    for (const [people, systems] of ROOMS)
      for (const name of systems)
        await measured.note(`${name}, ${people} people`, i, () =>
          measure(name, people, { ms: MS }),
        );
    // Where nobody drags anything, and every page says once a second that it is there.
    await measured.note("ours, 500 people, once a second", i, () =>
      measure("ours", 500, { hz: 1, ms: 10_000 }),
    );
    for (const name of ["ours", "tick", "Socket.IO"] as const)
      await measured.note(`${name}, 1 of 1,000 moves`, i, () =>
        measure(name, 1000, { movers: 1, ms: 5000 }),
      );
  }
  const stalled = await besideStalled();
  const of = (key: string, figure: keyof Measured): number => measured.of(key, figure);
  const against = (key: string, figure: keyof Measured): number =>
    of(`ours, ${key}`, figure) / of(`tick, ${key}`, figure);
  const lower = (name: string, value: number, limit: number): Bar => ({
    name,
    value,
    limit,
    better: "lower",
  });
  const higher = (name: string, value: number, limit: number): Bar => ({
    ...lower(name, value, limit),
    better: "higher",
  });
  const bytesPerSecond =
    (of(WINDOWS, "bytesEach") * of(WINDOWS, "deliveries")) / 1000 / (MS / 1000);
  const times = (name: SystemName, people: string): number =>
    of(`${name}, ${people} people`, "cpu") / of("ours, 200 people", "cpu");
  return {
    runs: RUNS,
    rows: measured.rows(),
    bars: [
      lower("CPU against the hand-written tick, 200", against("200 people", "cpu"), 1.5),
      lower("age p99 against the hand-written tick, 200", against("200 people", "p99"), 1.2),
      lower("bytes an update, 200", of("ours, 200 people", "bytesEach"), 5),
      lower("bytes an update, 1,000", of("ours, 1000 people", "bytesEach"), 5),
      lower("% of a core, 1,000 at 30 Hz", of("ours, 1000 people", "core"), 100),
      lower("% of a core, 1,000 each in a window", of(WINDOWS, "core"), 100),
      lower("age p99 ms, 1,000 each in a window", of(WINDOWS, "p99"), 120),
      lower("KB a second to each of 1,000 in a window", bytesPerSecond / 1000, 100),
      lower("% of a core, 500 at 1 Hz", of("ours, 500 people, once a second", "core"), 3),
      lower("age p99 ms, 500 at 1 Hz", of("ours, 500 people, once a second", "p99"), 400),
      // Of what a place costs there, which is the same in rooms of each size.
      higher("Socket.IO's CPU a place against ours at 200", times("Socket.IO", "50"), 20),
      higher("Hocuspocus' CPU a place against ours at 200", times("Hocuspocus", "100"), 8),
      higher(
        "Socket.IO's CPU against ours, 1 of 1,000 moves",
        of("Socket.IO, 1 of 1,000 moves", "core") / of("ours, 1 of 1,000 moves", "core"),
        4,
      ),
      lower("MB held for one who does not read", stalled.heldBytes / 2 ** 20, 1),
      lower("age p99 of the others beside that, against without", stalled.p99, 1.1),
    ],
    versions: {
      ws: ownVersion("ws"),
      ...peerVersions(
        "socket.io",
        "@colyseus/core",
        "@hocuspocus/server",
        "@y/websocket-server",
        "liveblocks",
        "bun",
      ),
    },
  };
}

/** What was measured, by what it is of. */
class Table {
  readonly #measured = new Map<string, Measured[]>();

  async note(key: string, round: number, take: () => Promise<Measured>): Promise<void> {
    process.stderr.write(`${round + 1}/${RUNS} ${key}\n`);
    this.#measured.set(key, [...(this.#measured.get(key) ?? []), await take()]);
  }

  of(key: string, figure: keyof Measured): number {
    return median((this.#measured.get(key) ?? []).map((one) => one[figure]));
  }

  rows(): Findings["rows"] {
    return Array.from(this.#measured.keys(), (what) => ({
      what,
      figures: {
        "CPU ms/million": this.of(what, "cpu"),
        "% core": this.of(what, "core"),
        "age p50 ms": this.of(what, "p50"),
        "age p99 ms": this.of(what, "p99"),
        "bytes each": this.of(what, "bytesEach"),
        "memory MB": this.of(what, "memory") / 2 ** 20,
        deliveries: this.of(what, "deliveries"),
      },
    }));
  }
}

/** In a room of a hundred one stops reading: what the server holds for them, and what becomes of the others' p99, as times of before. */
async function besideStalled(): Promise<{ readonly heldBytes: number; readonly p99: number }> {
  process.stderr.write("one of 100 does not read\n");
  const trial = await Trial.of("ours", 100);
  try {
    await trial.run(30, 3000);
    const before = await trial.held();
    const { p99 } = await trial.run(30, 5000);
    await trial.stall();
    const beside = await trial.run(30, 5000);
    return { heldBytes: Math.max(0, (await trial.held()) - before), p99: beside.p99 / p99 };
  } finally {
    await trial.end();
  }
}

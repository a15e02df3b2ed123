import { type Child, cpuMs, residentBytes, sleep, startNode } from "../process.ts";
import type { Delay, ServerQuestion } from "../servers/serve.ts";
import type { DriverQuestion } from "./driver.ts";
import type { Measured, Pressure, Target } from "./load.ts";
import { start, type Started, type System } from "./systems.ts";

/** The ways in which every system is pressed. */
export const PHASES = {
  "1 in flight": { name: "closed", window: 1 },
  "16 in flight": { name: "closed", window: 16 },
  "1,200/s": { name: "open", perSecond: 1200 },
  "10,000/s": { name: "open", perSecond: 10_000 },
} as const satisfies { [phase: string]: Pressure };

export type Phase = keyof typeof PHASES;

export type PhaseResult = Measured & { readonly delay: Delay | undefined };

/** What one run of one system gave. */
export interface Round {
  readonly phases: { readonly [P in Phase]?: PhaseResult };
  /** Resident memory that one more idle connection costs, in bytes. */
  readonly idleBytes: number;
  /** Changes acknowledged in all. */
  readonly acked: number;
}

const CLIENTS = 64;
const ROOMS = 16;
/** Enough that the free space in a heap, which comes and goes, matters little. */
const IDLE_CLIENTS = 2000;

/** A server that has run for a second is compiled; one that has just begun is not. */
const WARM_MS = 1000;

/** Starts a system, presses it in every way, and kills it with -9. `check` looks at what it left on disk. */
export async function runRound(
  system: System,
  ms: number,
  check: (started: Started, acked: number) => Promise<void>,
): Promise<Round> {
  const started = await start(system);
  const driver = startNode("commit/driver.ts", { wire: system.wire });
  const ask = <T>(question: DriverQuestion): Promise<T> => driver.ask<T>(question);
  try {
    await ask({ ask: "prepare", clients: CLIENTS, count: 800 });
    const idleBytes = await measureIdle(started, ask);
    const phases: Partial<Record<Phase, PhaseResult>> = {};
    let acked = 0;
    for (const [index, phase] of (Object.keys(PHASES) as Phase[]).entries()) {
      if (phase === system.without) continue;
      const pressure = PHASES[phase];
      await ask({ ask: "open", target: targetOf(started, `p${index}-`, CLIENTS, ROOMS) });
      const run = (length: number): Promise<Measured> =>
        ask<Measured>({ ask: "run", pressure, ms: length, serverPid: started.child.pid });
      await run(WARM_MS);
      if (started.answers) await started.child.ask({ ask: "begin" } satisfies ServerQuestion);
      const measured = await run(ms);
      const delay = await delayOf(started);
      phases[phase] = { ...measured, delay };
      acked += (await ask<{ acked: number }>({ ask: "close" })).acked;
      await settled(started.child);
    }
    await started.child.stop("SIGKILL");
    await check(started, acked);
    return { phases, idleBytes, acked };
  } finally {
    await driver.stop();
    await started.child.stop("SIGKILL");
    started.remove();
  }
}

/** Fixes V8's young generation, which grows by steps while connections come: what a step adds says nothing of a connection. */
const YOUNG_FLAGS = ["--max-semi-space-size=4"];

/** Resident memory, in bytes, that one more idle connection costs a server whose young generation is fixed. */
export async function idleBytesOf(system: System): Promise<number> {
  const started = await start(system, YOUNG_FLAGS);
  const driver = startNode("commit/driver.ts", { wire: system.wire });
  try {
    return await measureIdle(started, (question) => driver.ask(question));
  } finally {
    await driver.stop();
    await started.child.stop("SIGKILL");
    started.remove();
  }
}

/** Waits until a server has done what the last phase left it to do. */
async function settled(server: Child): Promise<void> {
  for (let tries = 0; tries < 20; tries++) {
    const before = cpuMs(server.pid);
    await sleep(100);
    if (cpuMs(server.pid) - before <= 20) return;
  }
}

async function delayOf(started: Started): Promise<Delay | undefined> {
  if (!started.answers) return undefined;
  return await started.child.ask<Delay>({ ask: "delay" } satisfies ServerQuestion);
}

async function measureIdle(
  started: Started,
  ask: (question: DriverQuestion) => Promise<unknown>,
): Promise<number> {
  const collected = async (): Promise<number> => {
    if (started.answers) await started.child.ask({ ask: "collect" } satisfies ServerQuestion);
    await sleep(100);
    return residentBytes(started.child.pid);
  };
  // The first connections also pay for the code they run.
  await ask({ ask: "open", target: targetOf(started, "first-", 100, 25) });
  await ask({ ask: "close" });
  const before = await collected();
  await ask({ ask: "open", target: targetOf(started, "idle-", IDLE_CLIENTS, IDLE_CLIENTS / 4) });
  const after = await collected();
  await ask({ ask: "close" });
  await settled(started.child);
  return (after - before) / IDLE_CLIENTS;
}

function targetOf(started: Started, prefix: string, clients: number, rooms: number): Target {
  return { port: started.port, clients, rooms, prefix };
}

import { spawn } from "node:child_process";

/** What may notice a mutant. */
export interface Killer {
  readonly name: string;
  readonly args: readonly string[];
}

/** In the order in which they are asked. */
export function killersOf(tests: readonly string[]): readonly Killer[] {
  const simulator = "--conditions=source sim/src/main.ts --seeds 40 --stop-after 1 --trace 0";
  const vitest =
    "node_modules/vitest/vitest.mjs run --project unit --project apart --bail 1 --reporter=dot";
  return [
    { name: "simulator", args: simulator.split(" ") },
    { name: "tests", args: [...vitest.split(" "), "--passWithNoTests=false", ...tests] },
  ];
}

export interface Ran {
  readonly isOk: boolean;
  readonly ms: number;
  readonly output: string;
}

/** Runs a killer in a copy of the repository. One that does not end in time has noticed something. */
export function run(killer: Killer, copy: string, limitMs: number): Promise<Ran> {
  const started = performance.now();
  const child = spawn(process.execPath, killer.args, {
    cwd: copy,
    // A group of its own, so that workers end with it. A mutant may eat memory without end.
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, CI: "true", NODE_OPTIONS: "--max-old-space-size=1024" },
  });
  const end = (): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    } catch {
      // It has ended already.
    }
  };
  let output = "";
  const listen = (text: string): void => void (output = (output + text).slice(-4000));
  child.stdout.setEncoding("utf8").on("data", listen);
  child.stderr.setEncoding("utf8").on("data", listen);
  const timer = setTimeout(end, limitMs);
  process.once("exit", end);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code) => {
      clearTimeout(timer);
      process.off("exit", end);
      end();
      resolve({ isOk: code === 0, ms: performance.now() - started, output });
    });
  });
}

// `npm run soak`: what is too long for `npm test`, a sample of which runs there: many worlds, real servers that are killed, attacks, other runtimes.
import { spawnSync } from "node:child_process";

/** Tests that take a sample unless `ALONGSIDE_SOAK` says that there is time for all of it. */
const SAMPLED = [
  ...["canaries", "devices", "kill", "links", "worlds"].map((name) => `sim/test/${name}.test.ts`),
  "packages/client/test/device/kills.e2e.ts",
  "packages/client/test/device/offline-kills.e2e.ts",
  "apps/demo/test/tabs.e2e.ts",
  "apps/demo/test/company.e2e.ts",
  "packages/server/test/store/crash.test.ts",
  "packages/server/test/followers/kill.test.ts",
];

const STEPS: readonly (readonly [name: string, ...args: readonly string[]])[] = [
  ["sim", "--seeds", "20000", "--from", String(Date.now() % 1_000_000_000), "--workers", "2"],
  ["sim:links", "--seeds", "1000000"],
  ["sim:real", "--worlds", "10", "--seconds", "25"],
  ["fuzz", "--seconds", "600"],
  ["fuzz", "--plants"],
  ["runtimes"],
];

const failed: string[] = [];

function run(name: string, command: string, args: readonly string[]): void {
  const started = performance.now();
  console.log(`\n=== ${command} ${args.join(" ")}`);
  const { status } = spawnSync(command, args, {
    stdio: "inherit",
    env: { ...process.env, ALONGSIDE_SOAK: "1" },
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.log(`--- ${name}: ${status === 0 ? "ok" : "FAILED"}, ${seconds} s`);
  if (status !== 0) failed.push(name);
}

run("sampled tests", "npx", ["vitest", "run", ...SAMPLED]);
for (const [name, ...args] of STEPS)
  run([name, ...args].join(" "), "npm", ["run", "-s", name, "--", ...args]);
console.log(failed.length === 0 ? "\nAll held." : `\nFailed: ${failed.join("; ")}`);
process.exitCode = failed.length === 0 ? 0 : 1;

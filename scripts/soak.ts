// `npm run soak`: what is too long for `npm test`, a sample of which runs there: many worlds, real servers that are killed, attacks.
import { spawnSync } from "node:child_process";

const STEPS: readonly (readonly [name: string, ...args: readonly string[]])[] = [
  ["sim", "--seeds", "20000", "--from", String(Date.now() % 1_000_000_000), "--workers", "2"],
  ["sim:links", "--seeds", "1000000"],
  ["sim:real", "--worlds", "10", "--seconds", "25"],
  ["fuzz", "--seconds", "600"],
  ["fuzz", "--plants"],
];

const failed: string[] = [];
for (const [name, ...args] of STEPS) {
  const command = ["run", "-s", name, "--", ...args];
  const started = performance.now();
  console.log(`\n=== npm ${command.join(" ")}`);
  const { status } = spawnSync("npm", command, { stdio: "inherit" });
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.log(`--- ${name}: ${status === 0 ? "ok" : "FAILED"}, ${seconds} s`);
  if (status !== 0) failed.push(command.slice(2).join(" "));
}
console.log(failed.length === 0 ? "\nAll held." : `\nFailed: ${failed.join("; ")}`);
process.exitCode = failed.length === 0 ? 0 : 1;

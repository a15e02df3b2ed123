// `npm run mutate [-- OPTIONS]`: changes the code that holds the rules of identity and of pending work in one small way at a
// time, and lists the changes that neither the simulator nor the tests notice.
import { readFileSync, writeFileSync } from "node:fs";
import { getPriority, setPriority } from "node:os";
import { join, matchesGlob } from "node:path";
import { parseArgs } from "node:util";

import { copyOf } from "./mutate/copy.ts";
import { killersOf, run } from "./mutate/killers.ts";
import { type Mutant, mutantsOf } from "./mutate/mutants.ts";
import { shuffled } from "./mutate/sample.ts";
import { type Target, TARGETS } from "./mutate/targets.ts";

const { values } = parseArgs({
  options: {
    /** Which files; a glob, or the end of a path. */
    files: { type: "string", default: "**" },
    /** When to stop. */
    seconds: { type: "string", default: "Infinity" },
    /** How many mutants. */
    sample: { type: "string", default: "Infinity" },
    /** Which of them come first. */
    seed: { type: "string", default: "1" },
  },
});

interface Planted extends Mutant {
  readonly file: string;
  readonly tests: Target["tests"];
}

interface Accepted {
  readonly file: string;
  readonly original: string;
  readonly mutated: string;
  readonly reason: string;
}

const root = join(import.meta.dirname, "..");
const accepted = JSON.parse(
  readFileSync(join(root, "scripts/mutate/accepted.json"), "utf8"),
) as Accepted[];
const same = (a: Omit<Accepted, "reason">, b: Omit<Accepted, "reason">): boolean =>
  a.file === b.file && a.original === b.original && a.mutated === b.mutated;

if (getPriority() < 10) setPriority(10);
process.on("SIGINT", () => process.exit(130));
process.on("SIGTERM", () => process.exit(143));

const copy = copyOf(root);
const mutants: Planted[] = [];
for (const { file, only, tests } of TARGETS) {
  if (!matchesGlob(file, values.files) && !file.endsWith(values.files)) continue;
  const source = readFileSync(join(copy, file), "utf8");
  for (const mutant of mutantsOf(source, only)) mutants.push({ ...mutant, file, tests });
}
const files = new Set(mutants.map((mutant) => mutant.file));
const stale = accepted.filter(
  (entry) => files.has(entry.file) && !mutants.some((mutant) => same(entry, mutant)),
);

/** By arguments: a mutant may take four times as long as the code itself; longer is a hang. */
const limits = new Map<string, number>();
for (const killer of [...new Set(mutants.map(({ tests }) => tests))].flatMap(killersOf)) {
  if (limits.has(killer.args.join(" "))) continue;
  const { isOk, ms, output } = await run(killer, copy, 600_000);
  if (!isOk) {
    console.log(output);
    console.log(`The ${killer.name} must pass before anything is mutated`);
    process.exit(1);
  }
  limits.set(killer.args.join(" "), Math.max(20_000, ms * 4));
}

async function isKilled(mutant: Planted): Promise<boolean> {
  const path = join(copy, mutant.file);
  const original = readFileSync(path, "utf8");
  writeFileSync(path, mutant.source);
  try {
    for (const killer of killersOf(mutant.tests)) {
      if (!(await run(killer, copy, limits.get(killer.args.join(" ")) ?? 0)).isOk) return true;
    }
    return false;
  } finally {
    writeFileSync(path, original);
  }
}

const until = performance.now() + Number(values.seconds) * 1000;
const counts = new Map<string, { killed: number; survived: number; accepted: number }>();
let tried = 0;
let survivors = 0;
for (const mutant of shuffled(mutants, Number(values.seed))) {
  if (tried >= Number(values.sample) || performance.now() > until) break;
  tried += 1;
  const count = counts.get(mutant.file) ?? { killed: 0, survived: 0, accepted: 0 };
  counts.set(mutant.file, count);
  if (await isKilled(mutant)) count.killed += 1;
  else if (accepted.some((entry) => same(entry, mutant))) count.accepted += 1;
  else {
    count.survived += 1;
    survivors += 1;
    console.log(`${mutant.file}:${mutant.line} ${mutant.original} → ${mutant.mutated}`);
  }
}

for (const { file } of TARGETS) {
  const count = counts.get(file);
  if (count === undefined) continue;
  console.log(
    `${file}: ${count.killed} killed, ${count.survived} survived, ${count.accepted} accepted`,
  );
}
for (const { file, original } of stale)
  console.log(`scripts/mutate/accepted.json has what is not in ${file} any more: ${original}`);
console.log(`${tried} of ${mutants.length} mutants, ${survivors} survived`);
process.exit(survivors + stale.length > 0 ? 1 : 0);

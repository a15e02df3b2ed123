// `npm run spec`: lists the rules of docs/SPEC.md that no test cites, and the cited rules it does not have.
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { citations, ruleNames } from "./spec-rules.ts";

const root = join(import.meta.dirname, "..");
const spec = join(root, "docs/SPEC.md");
const rules = existsSync(spec) ? ruleNames(readFileSync(spec, "utf8")) : new Set<string>();

const cited = new Map<string, string>();
for (const file of globSync(
  "{{packages/*,apps/*,sim,fuzz}/test,packages/testing/src}/**/*.{ts,tsx}",
  {
    cwd: root,
  },
)) {
  for (const rule of citations(readFileSync(join(root, file), "utf8"))) cited.set(rule, file);
}

const uncited = [...rules].filter((rule) => !cited.has(rule));
const unknown = [...cited].filter(([rule]) => !rules.has(rule));
for (const rule of uncited) console.log(`${rule} is cited by no test`);
for (const [rule, file] of unknown)
  console.log(`${rule}, cited in ${file}, is not in docs/SPEC.md`);
console.log(`${rules.size} rules, ${rules.size - uncited.length} cited`);
if (uncited.length + unknown.length > 0) process.exitCode = 1;

// `npm run spec`: lists the rules of docs/SPEC.md, docs/SPEC-demo.md and docs/SPEC-create.md that no test cites, the cited rules they do not
// have, and numbers that stand for two rules.
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { citations, ruleNames } from "./spec-rules.ts";

const root = join(import.meta.dirname, "..");
const read = (file: string) => readFileSync(join(root, file), "utf8");
const files = ["docs/SPEC.md", "docs/SPEC-demo.md", "docs/SPEC-create.md"];
const names = files.flatMap((file) => ruleNames(read(file)));
const rules = new Set(names);

const cited = new Map<string, string>();
for (const file of globSync(
  "{{packages/*,apps/*,sim,fuzz}/test/**,packages/testing/src/**,scripts}/*.{ts,tsx}",
  { cwd: root },
)) {
  for (const rule of citations(read(file))) cited.set(rule, file);
}

const twice = names.filter((rule, at) => names.indexOf(rule) !== at);
const uncited = [...rules].filter((rule) => !cited.has(rule));
const unknown = [...cited].filter(([rule]) => !rules.has(rule));
for (const rule of twice) console.log(`${rule} stands for two rules`);
for (const rule of uncited) console.log(`${rule} is cited by no test`);
for (const [rule, file] of unknown)
  console.log(`${rule}, cited in ${file}, is not in ${files.join(" or ")}`);
console.log(`${rules.size} rules, ${rules.size - uncited.length} cited`);
if (twice.length + uncited.length + unknown.length > 0) process.exitCode = 1;

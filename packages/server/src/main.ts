#!/usr/bin/env node
import { whatIsMissing } from "./needs-node.ts";

const missing = whatIsMissing(process.versions.node);
if (missing === undefined) {
  // What an older Node could not even read.
  const { run } = await import("./cli/run.ts");
  process.exitCode = await run(process.argv.slice(2));
} else {
  process.stderr.write(`alongside: ${missing}\n`);
  process.exitCode = 1;
}

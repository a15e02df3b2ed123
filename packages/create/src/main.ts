#!/usr/bin/env node
// First, as what follows may need what an older Node does not have.
import { whatIsMissing } from "./needs-node.ts";

const missing = whatIsMissing(process.versions.node);
if (missing === undefined) {
  const { run } = await import("./run.ts");
  process.exitCode = await run(process.argv.slice(2));
} else {
  process.stderr.write(`create-alongside: ${missing}\n`);
  process.exitCode = 1;
}

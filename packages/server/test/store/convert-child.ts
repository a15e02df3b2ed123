// Converts a file of format 1, and is killed: at its so-many-th write, before the new file takes the old one's place, or right after.
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { StatementSync } from "node:sqlite";

const [, , file = "", at = ""] = process.argv;
const die = (): void => void process.kill(process.pid, "SIGKILL");
const sleep = (): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5000);
const rename = fs.renameSync;
fs.renameSync = (from, to) => {
  if (at === "renamed") rename(from, to);
  die();
  sleep();
};
syncBuiltinESMExports();

let writes = 0;
for (const name of ["run", "get"] as const) {
  const original = StatementSync.prototype[name] as (...values: never[]) => never;
  StatementSync.prototype[name] = function (this: StatementSync, ...values: never[]): never {
    const result = original.apply(this, values);
    if ((name === "run" || this.sourceSQL.includes("INSERT")) && ++writes === Number(at)) {
      die();
      sleep();
    }
    return result;
  };
}

const { convert } = await import("../../src/store/sqlite/convert.ts");
convert(file);

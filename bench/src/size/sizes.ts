import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

interface Measured {
  readonly name: string;
  /** Bytes, minified and compressed by gzip. */
  readonly size: number;
}

/** What size-limit says of each bundle; with `--config FILE` of those that the file lists. */
export function sizes(args: readonly string[]): Measured[] {
  const cwd = fileURLToPath(new URL("../../../", import.meta.url));
  const bin = fileURLToPath(new URL("../../../node_modules/size-limit/bin.js", import.meta.url));
  const { stdout, stderr } = spawnSync(process.execPath, [bin, "--json", ...args], {
    cwd,
    encoding: "utf8",
  });
  try {
    return JSON.parse(stdout) as Measured[];
  } catch {
    throw new Error(`size-limit said: ${stdout}${stderr}`);
  }
}

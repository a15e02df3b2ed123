import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { installPeers, peerVersions } from "../peers.ts";
import type { Findings } from "../result.ts";

interface Measured {
  readonly name: string;
  /** Bytes, minified and compressed by gzip. */
  readonly size: number;
  readonly sizeLimit?: number;
}

const BARS: { readonly [name: string]: string } = {
  "core + client": "size-core-client",
  react: "size-react",
};

/** Bytes that a page loads, as size-limit bundles and compresses them; the others in the same way. */
export function run(): Promise<Findings> {
  installPeers();
  const ours = sizes([]);
  const theirs = sizes(["--config", "bench/peers/size-limit.json"]);
  return Promise.resolve({
    runs: 1,
    rows: [...ours, ...theirs].map(({ name, size }) => ({
      what: name,
      figures: { "KB gzip": size / 1000 },
    })),
    bars: ours.map(({ name, size, sizeLimit = 0 }) => ({
      name: BARS[name] ?? `size-${name}`,
      value: size / 1000,
      limit: sizeLimit / 1000,
      better: "lower",
    })),
    versions: peerVersions("yjs", "y-websocket", "@liveblocks/client"),
  });
}

function sizes(args: readonly string[]): Measured[] {
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

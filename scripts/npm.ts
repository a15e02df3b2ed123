import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const root = join(import.meta.dirname, "..");
const INSTALL_MS = 120_000;
const PACK_MS = 120_000;

/** What npm and what it runs are started with. */
export const ENV = { ...process.env, NEXT_TELEMETRY_DISABLED: "1", CI: "true" };

/** Runs npm in a folder. Throws what it printed where it fails or takes longer than `ms`. */
export async function npm(what: string, cwd: string, ms: number, ...args: readonly string[]) {
  try {
    const options = { cwd, env: ENV, timeout: ms, maxBuffer: 2 ** 24 };
    return await promisify(execFile)("npm", args, options);
  } catch (error) {
    const { stdout = "", stderr = "", killed } = error as Partial<Record<string, string | boolean>>;
    const why = killed === true ? `took longer than ${ms / 1000} s` : "failed";
    throw new Error(`${what} ${why}:\n${String(stdout)}${String(stderr)}`, { cause: error });
  }
}

/** Packs every package as npm would publish it, into a folder. Returns the tarballs. */
export async function pack(folder: string): Promise<readonly string[]> {
  const packages = readdirSync(join(root, "packages")).flatMap((name) => [
    "-w",
    `packages/${name}`,
  ]);
  const to = ["--silent", "--pack-destination", folder];
  await npm("npm pack", root, PACK_MS, "pack", ...to, ...packages);
  return readdirSync(folder).map((file) => join(folder, file));
}

/** Installs an app with what else is named. */
export async function install(name: string, cwd: string, ...more: readonly string[]) {
  const what = `${name}: npm install, which needs the npm registry,`;
  const options = ["--no-audit", "--no-fund", "--prefer-offline"];
  await npm(what, cwd, INSTALL_MS, "install", ...options, ...more);
}

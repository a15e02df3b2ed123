import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../peers/", import.meta.url));

/** Installs what we compare with, at the first bench that needs it. */
export function installPeers(): void {
  if (existsSync(`${folder}node_modules/.package-lock.json`)) return;
  console.log("Installing the peers, once …");
  const { status } = spawnSync("npm", ["ci", "--no-audit", "--no-fund"], {
    cwd: folder,
    stdio: "inherit",
  });
  if (status !== 0) throw new Error(`npm ci in ${folder} ended with ${status}`);
}

/** A file inside the peers' own node_modules. */
export function peerFile(path: string): string {
  return `${folder}node_modules/${path}`;
}

/** A peer's module as it would load from the peers' folder. The caller says what it uses of it. */
export async function loadPeer<T>(name: string): Promise<T> {
  const loader = (await import(new URL("../peers/load.js", import.meta.url).href)) as {
    load(name: string): Promise<T>;
  };
  return loader.load(name);
}

/** The installed versions of peers. */
export function peerVersions(...names: readonly string[]): { [name: string]: string } {
  const versions: { [name: string]: string } = {};
  for (const name of names) {
    const manifest = JSON.parse(readFileSync(peerFile(`${name}/package.json`), "utf8")) as {
      version: string;
    };
    versions[name] = manifest.version;
  }
  return versions;
}

/** The version of a package of this repository's own node_modules. */
export function ownVersion(name: string): string {
  const manifest = createRequire(import.meta.url)(`${name}/package.json`) as { version: string };
  return manifest.version;
}

import { execFileSync, spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";

/** Whether packages can be installed without a question: as root on Debian. */
export function hasApt(): boolean {
  return process.platform === "linux" && process.getuid?.() === 0 && has("apt-get");
}

/** Installs packages. */
export function apt(...names: readonly string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  execFileSync("apt-get", ["update", "-q"], { stdio: "inherit", env });
  execFileSync("apt-get", ["install", "-q", "-y", "--no-install-recommends", ...names], {
    stdio: "inherit",
    env,
  });
}

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function has(command: string): boolean {
  return spawnSync(command, ["--version"], { stdio: "ignore" }).status === 0;
}

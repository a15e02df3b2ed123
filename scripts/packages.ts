// `npm run packages`: packs every package as npm would publish it, and has publint and attw read the result.
// Each has a README, a licence and keywords.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "alongside-packages-"));

function run(command: string, ...args: readonly string[]): boolean {
  const { status } = spawnSync(command, args, {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
  });
  if (status !== 0) process.exitCode = 1;
  return status === 0;
}

try {
  for (const name of readdirSync(join(root, "packages"))) {
    const at = join(root, "packages", name);
    const about = JSON.parse(readFileSync(join(at, "package.json"), "utf8")) as {
      readonly keywords?: readonly string[];
    };
    const missing = ["README.md", "LICENSE"].filter((file) => !existsSync(join(at, file)));
    if ((about.keywords ?? []).length === 0) missing.push("keywords");
    if (missing.length > 0) {
      console.error(`packages/${name} lacks ${missing.join(", ")}`);
      process.exitCode = 1;
    }
    run("npm", "pack", "--silent", "--pack-destination", folder, "-w", `packages/${name}`);
  }
  for (const packed of readdirSync(folder)) {
    const path = join(folder, packed);
    run("publint", "run", "--strict", path);
    run("attw", "--no-emoji", "--no-summary", "--profile", "esm-only", path);
  }
} finally {
  rmSync(folder, { recursive: true });
}

import type { PackageManager } from "./environment.ts";
import type { Host } from "./host.ts";

/** Words that npm and the others print where there is no network. */
const NO_NETWORK = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH|ETIMEDOUT|getaddrinfo/;

const INSTALL: { readonly [P in PackageManager]: readonly string[] } = {
  npm: ["install", "--no-audit", "--no-fund"],
  pnpm: ["install"],
  yarn: ["install"],
  bun: ["install"],
};

/** Installs the packages of an app. Returns in one line why it did not work; undefined where it did. */
export async function install(
  host: Host,
  folder: string,
  pm: PackageManager,
): Promise<string | undefined> {
  const { code, said } = await host.exec(folder, pm, INSTALL[pm]);
  if (code === 0) return undefined;
  if (code === undefined) return `${pm} is not installed here`;
  if (NO_NETWORK.test(said))
    return "the registry of packages cannot be reached: is there a network?";
  return `${pm} install ended with ${code}: ${lastLine(said)}`;
}

function lastLine(said: string): string {
  const lines = said.split("\n").map((line) => line.replace(/\p{C}/gu, "").trim());
  const errors = lines.filter(
    (line) => /error|ERR/i.test(line) && !/^npm error (A complete|code|errno|path)/.test(line),
  );
  return (errors[0] ?? lines.findLast((line) => line !== "") ?? "nothing was said").slice(0, 300);
}

/** Begins a repository, where the folder is in none. Without git there is none, and nothing is said: nobody asked for it. */
export async function beginGit(host: Host, folder: string): Promise<boolean> {
  const inside = await host.exec(folder, "git", ["rev-parse", "--is-inside-work-tree"]);
  if (inside.code === 0 || inside.code === undefined) return false;
  return (await host.exec(folder, "git", ["init", "--quiet"])).code === 0;
}

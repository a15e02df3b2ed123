import { globSync } from "node:fs";
import { join } from "node:path";

/** The Nodes that are tried beside the repository's own. */
export const NODES = ["20.20.2", "22.21.1"] as const;

const PLATFORM = `${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;

/** What to install for one Node: the package for this machine, by a name of its own. */
export function nodePackage(version: string): string {
  return `node-${version}@npm:node-${PLATFORM}@${version}`;
}

/** The programs that npm brought, whether it ran their install scripts, as Bun's moves it, or not; undefined where it brought none for this machine. */
export function find(cwd: string) {
  const first = (...patterns: readonly string[]): readonly [string] | undefined => {
    const inside = patterns.map((pattern) => join("node_modules", pattern));
    const [path] = inside.flatMap((pattern) => globSync(pattern, { cwd }));
    return path === undefined ? undefined : [join(cwd, path)];
  };
  return {
    node: (version: string) => first(`node-${version}/bin/node{,.exe}`),
    bun: first("@oven/bun-*/bin/bun{,.exe}", "bun/bin/bun.exe"),
    deno: first("@deno/*/deno{,.exe}"),
    workerd: first("@cloudflare/workerd-*/bin/workerd{,.exe}"),
  };
}

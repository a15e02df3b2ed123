import { createHash } from "node:crypto";
import { join } from "node:path";
import { build } from "vite";
import type { Plugin, Rolldown } from "vite";
import { hrefOf } from "../src/page/address.ts";
import { PAGES } from "../src/page/page-words.ts";
import { HASHED } from "../src/offline/kept-files.ts";
import type { KeptFiles } from "../src/offline/kept-files.ts";

/** Builds the worker that keeps the pages for when there is no network, and tells it which files there are. */
export function offline(): Plugin {
  let root = "";
  return {
    name: "offline",
    apply: "build",
    enforce: "post",
    configResolved(config) {
      ({ root } = config);
    },
    async generateBundle(_options, bundle) {
      const kept = keptOf(Object.values(bundle));
      const source = await buildWorker(join(root, "src/offline/worker.ts"), kept);
      this.emitFile({ type: "asset", fileName: "service-worker.js", source });
    },
  };
}

/** Built by itself: it would share files with the pages else, which browsers that know no modules in workers cannot load. */
async function buildWorker(file: string, kept: KeptFiles): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: "warn",
    define: { KEPT_FILES: JSON.stringify(kept) },
    build: {
      write: false,
      modulePreload: false,
      rolldownOptions: { input: file, output: { format: "iife" } },
    },
  });
  const [chunk] = "output" in built ? built.output : [];
  if (chunk === undefined) throw new Error(`${file} should be built to one file`);
  return chunk.code;
}

function keptOf(files: readonly (Rolldown.OutputChunk | Rolldown.OutputAsset)[]): KeptFiles {
  const hash = createHash("sha256");
  for (const one of files) hash.update(one.type === "chunk" ? one.code : one.source);
  return {
    version: hash.digest("hex").slice(0, 12),
    pages: PAGES.map((page) => hrefOf({ page, id: "" }).replace("#", "")),
    hashed: files.map(({ fileName }) => `/${fileName}`).filter((path) => path.startsWith(HASHED)),
  };
}

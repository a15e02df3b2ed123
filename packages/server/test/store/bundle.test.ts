import { execFile } from "node:child_process";
import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build, type BuildOptions } from "esbuild";
import { describe, expect, test } from "vitest";
import { folder } from "./folder.ts";

const run = promisify(execFile);
const MODULES = fileURLToPath(new URL("../../../../node_modules", import.meta.url));

/** A small server of a team's, which writes to a room and says what it reads. */
const SERVER = `
import { defineRoom, value } from "@alongside/core";
import { createServer, sqlite } from "@alongside/server";

const Board = defineRoom("board", { version: 1, storage: { title: value("") } });
const server = createServer({ rooms: [Board], store: sqlite("rooms.db"), log: () => {} });
const room = server.room(Board, "one");
room
  .update((doc) => void (doc.title = "from a bundle"))
  .then(() => room.read())
  .then(({ title }) => console.log(title))
  .then(() => server.close());
`;

/** What a bundle of that server prints; rejects when it ends with an error. */
async function bundled(options: BuildOptions): Promise<string> {
  const home = folder();
  symlinkSync(MODULES, join(home, "node_modules"));
  writeFileSync(join(home, "server.ts"), SERVER);
  const outfile = join(home, options.format === "cjs" ? "bundle.cjs" : "bundle.mjs");
  await build({
    absWorkingDir: home,
    entryPoints: ["server.ts"],
    outfile,
    bundle: true,
    platform: "node",
    conditions: ["source"],
    logLevel: "silent",
    ...options,
  });
  const { stdout } = await run(process.execPath, ["--conditions=source", outfile], { cwd: home });
  return stdout.trim();
}

describe("[R382] a bundle of a server that keeps its rooms in a file", () => {
  test("works where the package is external, though the definition is a copy in the bundle", async () => {
    const options: BuildOptions = { format: "esm", external: ["@alongside/server"] };
    expect(await bundled(options)).toBe("from a bundle");
  });

  test("[R469] says so too where it would not even begin, as dependencies need require()", async () => {
    await expect(bundled({ format: "esm" })).rejects.toThrow(
      "@alongside/server has dependencies that need require(), which is not there in this bundle: mark @alongside/server as external (esbuild: --external:@alongside/server)",
    );
  });

  test.each<BuildOptions>([
    { format: "cjs" },
    {
      format: "esm",
      // What ws asks for by `require`.
      banner: {
        js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
      },
    },
  ])("says what to mark as external: $format", async (options) => {
    await expect(bundled(options)).rejects.toThrow(
      "writer-worker.js is not beside this bundle: mark @alongside/server as external (esbuild: --external:@alongside/server)",
    );
  });
});

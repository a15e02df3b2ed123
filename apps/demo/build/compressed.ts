import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { Plugin } from "vite";

/** Files worth it: the others are small, or compressed already. */
const TEXT = /\.(html|js|css|svg|json|txt)$/;

const toBrotli = promisify(brotliCompress);
const toGzip = promisify(gzip);

/** Writes each file of text that is built a second and a third time, as small as brotli and gzip make it. */
export function compressed(): Plugin {
  return {
    name: "compressed",
    apply: "build",
    async writeBundle({ dir }) {
      if (dir === undefined) throw new Error("The build should go to a folder");
      const names = await readdir(dir, { recursive: true });
      await Promise.all(
        names.filter((name) => TEXT.test(name)).map((name) => compress(join(dir, name))),
      );
    },
  };
}

async function compress(path: string): Promise<void> {
  const text = await readFile(path);
  // 11, the most, takes six times as long for a twentieth less.
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: 9,
    [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
  };
  await Promise.all([
    toBrotli(text, { params }).then((small) => writeFile(`${path}.br`, small)),
    toGzip(text, { level: 9 }).then((small) => writeFile(`${path}.gz`, small)),
  ]);
}

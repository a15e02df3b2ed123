import { build } from "esbuild";
import { expect, test } from "vitest";

/** Bytes of a bundle that come from core's code of texts, by file; and those of the whole. */
async function textBytes(program: string) {
  const { metafile } = await build({
    stdin: { contents: program, resolveDir: import.meta.dirname },
    bundle: true,
    splitting: true,
    minify: true,
    write: false,
    metafile: true,
    format: "esm",
    outdir: "out",
    conditions: ["source"],
    external: ["react", "react-dom"],
  });
  const texts: Record<string, number> = {};
  let bytes = 0;
  for (const output of Object.values(metafile.outputs)) {
    bytes += output.bytes;
    for (const [file, { bytesInOutput }] of Object.entries(output.inputs)) {
      const [, name] = /core\/src\/((?:text|schema)\/.*)$/.exec(file) ?? [];
      const isText =
        name?.startsWith("text/") === true || name?.startsWith("schema/text/") === true;
      if (name !== undefined && isText && bytesInOutput > 0) texts[name] = bytesInOutput;
    }
  }
  return { texts, bytes };
}

const ROOM = `
  import { counter, defineRoom, list, map, toJSON, value } from "@alongside/core";
  import { createClient } from "@alongside/client";
  import { createSmoother, followCursors } from "@alongside/client/smooth";
  const Board = defineRoom("board", {
    version: 1,
    storage: { title: value(""), votes: counter(), notes: list({ label: value("") }), marks: map(value(0)) },
  });
  export const room = createClient({ url: "/live" }).join(Board, "roadmap");
  export { createSmoother, followCursors, toJSON };
`;

test("[R504] an app without texts bundles no code of texts, whether it writes, reads JSON or renders with hooks", async () => {
  const { texts, bytes } = await textBytes(`${ROOM}
    import { createHooks } from "@alongside/react";
    import { fromJSON } from "@alongside/core/engine";
    export { fromJSON };
    export const hooks = createHooks(Board);
  `);
  expect(bytes).toBeGreaterThan(50_000);
  expect(texts).toEqual({});
});

test("[R504] an app with texts does", async () => {
  const { texts } = await textBytes(`${ROOM}
    import { text } from "@alongside/core";
    export const Page = defineRoom("page", { version: 1, storage: { body: text() } });
  `);
  expect(Object.keys(texts)).toContain("text/transform.ts");
});

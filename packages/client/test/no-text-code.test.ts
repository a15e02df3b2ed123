import { build } from "esbuild";
import { expect, test } from "vitest";

/** The bytes that each of our sources has in a bundle of `program`, by package and file: `core/text/compose.ts`. */
async function bundled(program: string): Promise<ReadonlyMap<string, number>> {
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
  const files = new Map<string, number>();
  for (const { inputs } of Object.values(metafile.outputs))
    for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
      const [, pack, name] = /(\w+)\/src\/(.*)$/.exec(file) ?? [];
      if (name !== undefined && bytesInOutput > 0) files.set(`${pack}/${name}`, bytesInOutput);
    }
  return files;
}

/** The files that hold code of texts. */
function textsIn(files: ReadonlyMap<string, number>): readonly string[] {
  return [...files.keys()].filter((file) => /^(?:client|core|core\/schema)\/text\//.test(file));
}

function sum(files: ReadonlyMap<string, number>): number {
  return [...files.values()].reduce((total, bytes) => total + bytes, 0);
}

const ROOM = `
  import { counter, defineRoom, list, map, toJSON, value } from "@alongside/core";
  import { createClient } from "@alongside/client";
  import { createMotion, followCursors } from "@alongside/client/motion";
  const Board = defineRoom("board", {
    version: 1,
    storage: { title: value(""), votes: counter(), notes: list({ label: value("") }), marks: map(value(0)) },
  });
  export const room = createClient({ url: "/live" }).join(Board, "roadmap");
  export { createMotion, followCursors, toJSON };
`;

test("[R504] an app without texts bundles no code of texts, whether it writes, reads JSON or renders with hooks", async () => {
  const files = await bundled(`${ROOM}
    import { createHooks } from "@alongside/react";
    import { fromJSON } from "@alongside/core/engine";
    export { fromJSON };
    export const hooks = createHooks(Board);
  `);
  expect(sum(files)).toBeGreaterThan(50_000);
  expect(textsIn(files)).toEqual([]);
});

test("[R451] what reads and writes the state of a log brings no code of texts: who has texts passes it in", async () => {
  const files = await bundled(`${ROOM}
    export { applyEntry, decodeSnapshot, encodeSnapshot, fold, Replica } from "@alongside/core/engine";
  `);
  expect([...files.keys()]).toContain("core/model/state-codec.ts");
  expect(textsIn(files)).toEqual([]);
});

test("[R452] a kind of field that no definition uses is not in the bundle", async () => {
  const kinds = ["list", "map", "counter", "text"];
  const room = (storage: string) => `
    import { createClient } from "@alongside/client";
    import { counter, defineRoom, list, map, text, value } from "@alongside/core";
    const Board = defineRoom("board", { version: 1, storage: { ${storage} } });
    export const room = createClient({ url: "/live" }).join(Board, "roadmap");
  `;
  const kindsIn = async (storage: string) => {
    const files = [...(await bundled(room(storage))).keys()];
    return kinds.filter((kind) => files.some((file) => file.startsWith(`core/schema/${kind}/`)));
  };
  expect(await kindsIn('title: value("")')).toEqual([]);
  expect(await kindsIn('notes: list({ label: value("") })')).toEqual(["list"]);
  expect(await kindsIn("votes: counter(), marks: map(value(0))")).toEqual(["map", "counter"]);
  expect(await kindsIn("body: text()")).toEqual(["text"]);
});

test("[R504] an app with texts does", async () => {
  const files = await bundled(`${ROOM}
    import { text } from "@alongside/core";
    export const Page = defineRoom("page", { version: 1, storage: { body: text() } });
  `);
  expect(textsIn(files)).toContain("core/text/transform.ts");
});

test("[R566] a page's production build brings no checks of its definitions", async () => {
  const files = [...(await bundled(ROOM)).keys()];
  expect(files).toContain("core/schema/compile.ts");
  expect(files).not.toContain("core/schema/checks.ts");
});

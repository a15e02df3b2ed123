import { registerHooks } from "node:module";
import { PLANTS } from "./plants.ts";

// Loaded with --import: takes away the guard that FUZZ_PLANT names while the module is read. Nothing is written to disk.
const name = process.env["FUZZ_PLANT"] ?? "";
const plant = PLANTS[name];
if (plant === undefined)
  throw new Error(`There is no plant "${name}"; there are ${Object.keys(PLANTS).join(", ")}`);

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    const edits = plant.edits.filter(({ file }) => url.endsWith(file));
    if (edits.length === 0 || loaded.source === undefined) return loaded;
    const text = loaded.source;
    let source = typeof text === "string" ? text : new TextDecoder().decode(text);
    for (const { file, line, planted } of edits) {
      const parts = source.split(line);
      if (parts.length !== 2)
        throw new Error(`${file} has ${parts.length - 1} lines "${line}", not one`);
      source = parts.join(planted);
    }
    return { ...loaded, source };
  },
});

import { registerHooks } from "node:module";
import { CANARIES } from "./canaries.ts";

// Loaded with --import: plants the canary that SIM_CANARY names while the module is read. Nothing is written to disk.
const name = process.env["SIM_CANARY"] ?? "";
const canary = CANARIES[name];
if (canary === undefined)
  throw new Error(`There is no canary "${name}"; there are ${Object.keys(CANARIES).join(", ")}`);

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    if (!url.endsWith(canary.file) || loaded.source === undefined) return loaded;
    const text = loaded.source;
    const source = typeof text === "string" ? text : new TextDecoder().decode(text);
    const parts = source.split(canary.line);
    if (parts.length !== 2)
      throw new Error(`${canary.file} has ${parts.length - 1} lines "${canary.line}", not one`);
    return { ...loaded, source: parts.join(canary.planted) };
  },
});

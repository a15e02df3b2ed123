// Imported before all else, as what follows it needs what an older Node does not have. Throws one clear line there.
import { whatIsMissing } from "./needs-node.ts";

const missing = whatIsMissing(process.versions.node);
if (missing !== undefined) throw new Error(missing);

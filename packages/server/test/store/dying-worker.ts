// A worker that answers, and dies when it is told to.
import { serve } from "../../src/store/sqlite/serve.ts";

serve((ask) => ({
  double: (n: number) => n * 2,
  unsendable: () => () => undefined,
  askBack: () => ask("unsendable", []),
  askWith: () => ask("unsendable", [() => undefined]),
  die: () => {
    throw process.exit(1);
  },
  close: () => {},
}));

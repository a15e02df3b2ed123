// A worker that answers, and dies when it is told to.
import { serve } from "../../src/store/sqlite/serve.ts";

serve(() => ({
  double: (n: number) => n * 2,
  die: () => {
    throw process.exit(1);
  },
  close: () => {},
}));

import { workerData } from "node:worker_threads";
import { serve } from "./serve.ts";
import { type FileData, openWriter } from "./writer.ts";

serve((ask) =>
  openWriter(workerData as FileData, undefined, (name) => {
    // Nobody is there any more where it is not heard.
    ask(name, []).catch(() => undefined);
  }),
);

import { workerData } from "node:worker_threads";
import { convert } from "./convert.ts";
import { serve } from "./serve.ts";
import type { FileData } from "./writer.ts";

export interface Converter {
  readonly convert: () => void;
  readonly [name: string]: () => void;
}

serve(() => ({ convert: () => convert((workerData as FileData).file), close: () => {} }));

import { workerData } from "node:worker_threads";
import { openReader } from "./reader.ts";
import { serve } from "./serve.ts";
import type { FileData } from "./writer.ts";

serve(() => openReader(workerData as FileData));

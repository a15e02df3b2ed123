import { workerData } from "node:worker_threads";
import { openPastReader } from "./past-reader.ts";
import { serve } from "./serve.ts";
import type { FileData } from "./writer.ts";

serve(() => openPastReader(workerData as FileData));

import { workerData } from "node:worker_threads";
import { serve } from "./serve.ts";
import { type FileData, openWriter } from "./writer.ts";

serve(() => openWriter(workerData as FileData));

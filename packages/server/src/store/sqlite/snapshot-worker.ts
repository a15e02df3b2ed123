import { workerData } from "node:worker_threads";
import { serve } from "./serve.ts";
import { openSnapshotter, yieldToOthers } from "./snapshotter.ts";
import type { FileData } from "./writer.ts";

yieldToOthers();
serve((ask) => openSnapshotter(workerData as FileData, ask));

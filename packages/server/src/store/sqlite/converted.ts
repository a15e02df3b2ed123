import type { Converter } from "./convert-worker.ts";
import { WorkerThread } from "./worker-thread.ts";
import type { FileData } from "./writer.ts";

/** Brings the file to the present format, away from the event loop. */
export async function converted(data: FileData): Promise<void> {
  const link = new WorkerThread<Converter>("convert-worker", data);
  try {
    await link.ask("convert");
  } finally {
    await link.close();
  }
}

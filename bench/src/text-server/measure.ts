import { answer, argumentsOf, ownCpuMs } from "../process.ts";
import type { ServerTask, Subject } from "./subject.ts";

export interface ServerResult {
  readonly perSecond: number;
  /** The text in the end, so that two servers can be seen to have done the same. */
  readonly text: string;
}

/** A server that has run for half a second is compiled; one that has just begun is not. */
const WARM_RUNS = 3;

const { name } = argumentsOf<{ readonly name: "ours" | "yjs" }>();
const { open } = await (name === "ours" ? import("./ours.ts") : import("./yjs.ts"));

async function measure(task: ServerTask): Promise<ServerResult> {
  const subject: Subject = await open(task);
  globalThis.gc?.();
  const start = ownCpuMs();
  await subject.take();
  const ms = ownCpuMs() - start;
  return { perSecond: (task.changes / ms) * 1000, text: await subject.text() };
}

answer(async (task: ServerTask) => {
  for (let i = 0; i < WARM_RUNS; i++) await measure(task);
  return measure(task);
});
process.send?.({});

// The process that makes the load of a report, so that its work does not slow down what is measured. It ends with the one that
// started it.
import { isImplementation } from "../implement.ts";
import { loadRooms } from "../cli/load-rooms.ts";
import { Problem } from "../cli/problem.ts";
import { load } from "./load/load.ts";
import { RealStage } from "./load/real-stage.ts";
import type { Vitals } from "./load/stage.ts";
import type { LoadHeard, LoadOrder, LoadTold } from "./measured.ts";
import { RoomsApi } from "./rooms-api.ts";
import { clean } from "./rooms-left.ts";
import { probing, type Writing, writingOf } from "./writing.ts";

const order = JSON.parse(process.env["ALONGSIDE_REPORT_ORDER"] ?? "") as LoadOrder;
const mayBegin = Promise.withResolvers<void>();
let stage: RealStage | undefined;
let name: string | undefined;
let told: PromiseWithResolvers<Vitals | undefined> | undefined;

// A terminal interrupts all processes; the one that started this one says when it is time.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => undefined);
process.on("disconnect", () => void cleanUp().finally(() => process.exit(1)));
process.on("message", (heard: LoadHeard) => {
  if (heard.name === "go") mayBegin.resolve();
  else told?.resolve(heard.vitals);
});

try {
  const writing = await writingHere();
  say({
    name: "ready",
    definition: writing.definition.name,
    canWrite: writing.write !== undefined,
  });
  await mayBegin.promise;
  ({ name } = writing.definition);
  stage = new RealStage(order, writing, vitals);
  const measured = await load(stage, {
    ...order,
    onBegun: (part) => say({ name: "begun", part }),
    onStep: (step) => say({ name: "step", step }),
  });
  say({ name: "done", measured }, () => process.exit(0));
} catch (error) {
  const isKnown = error instanceof Problem;
  const message = error instanceof Error ? error.message : String(error);
  if (!isKnown) console.error(error);
  say({ name: "failed", message, exitCode: isKnown ? error.exitCode : 1 }, () => process.exit(1));
}

/** The process that would delete the rooms is gone. */
async function cleanUp(): Promise<void> {
  stage?.close();
  if (order.left !== undefined && name !== undefined)
    await clean(new RoomsApi(order.left), name, order.prefix);
}

async function writingHere(): Promise<Writing> {
  if (order.isProbe) return probing();
  const rooms = await loadRooms(order.rooms, process.cwd());
  const definitions = rooms.map((room) => (isImplementation(room) ? room.definition : room));
  return writingOf(definitions, order.kind, order.write);
}

function vitals(): Promise<Vitals | undefined> {
  told = Promise.withResolvers();
  say({ name: "vitals" });
  return told.promise;
}

function say(what: LoadTold, then: () => void = () => undefined): void {
  // With nobody to hear it, it has rooms to delete, and ends then.
  if (!process.connected) return;
  process.send?.(what, undefined, undefined, then);
}

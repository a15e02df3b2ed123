// The process with the rooms, under `alongside dev`. It loads them, says so, and serves once it is told to: until then the one
// before it goes on. When the process that started it is gone, it ends too.
import { createLog } from "../log.ts";
import type { ServeCommand } from "./command.ts";
import { stampOf } from "./files.ts";
import { loadRooms } from "./load-rooms.ts";
import { Problem } from "./problem.ts";
import type { Order, Told } from "./rooms-process.ts";
import { serve } from "./serve.ts";

const command = JSON.parse(process.argv[2] ?? "") as ServeCommand;
const toServe = Promise.withResolvers<Extract<Order, { readonly name: "serve" }>>();
const toStop = Promise.withResolvers<void>();
/** Whether there is nothing to save. */
let mayExit = true;

// A terminal interrupts both processes; the other one says when it is time.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => undefined);
process.on("message", (order: Order) => {
  if (order.name === "serve") return toServe.resolve(order);
  mayExit = true;
  toStop.resolve();
});
process.on("disconnect", () => {
  // Whoever does not wait until it is stopped has it end at once.
  if (mayExit) process.exit(1);
  toStop.resolve();
});

try {
  const rooms = await loadRooms(command.rooms, process.cwd(), (file) =>
    say({ name: "file", file, stamp: stampOf(file) }),
  );
  say({ name: "loaded" });
  const { port, isFirst } = await toServe.promise;
  mayExit = false;
  const log = createLog({ format: command.log });
  const { server, at } = await serve({ ...command, port }, rooms, log, isFirst);
  say({ name: "serving", at });
  await toStop.promise;
  await server.close();
  process.exit(0);
} catch (error) {
  if (!(error instanceof Problem)) throw error;
  const { message, exitCode } = error;
  say({ name: "failed", message, exitCode }, () => process.exit(exitCode));
}

function say(told: Told, then: () => void = () => undefined): void {
  process.send?.(told, undefined, undefined, then);
}

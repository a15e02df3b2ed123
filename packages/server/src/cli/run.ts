import { createLog } from "../log.ts";
import type { Listening } from "../server.ts";
import { HELP, parseCommand } from "./command.ts";
import { dev } from "./dev.ts";
import { Problem } from "./problem.ts";
import { isLoopback } from "../transports/origins.ts";
import { versionOf } from "./version.ts";

/** Runs a command line to its end. Returns the exit code. */
export async function run(args: readonly string[]): Promise<number> {
  try {
    const command = parseCommand(args, process.env);
    if (command.name === "help") {
      process.stdout.write(HELP);
      return 0;
    }
    if (command.name === "version") {
      process.stdout.write(`${versionOf()}\n`);
      return 0;
    }
    if (command.name === "restore") {
      const { restoreRooms } = await import("./restore-rooms.ts");
      process.stdout.write(`${restoreRooms(command, Date.now())}\n`);
      return 0;
    }
    if (command.name === "ask") {
      if (command.verb === "audit") {
        const { auditServer } = await import("./audit-server.ts");
        await auditServer(command, process.stdout);
        return 0;
      }
      const { askServer } = await import("./ask-server.ts");
      process.stdout.write(`${await askServer(command)}\n`);
      return 0;
    }
    if (command.name === "backup") {
      const { backUpRooms } = await import("./back-up-rooms.ts");
      process.stdout.write(`${backUpRooms(command)}\n`);
      return 0;
    }
    if (command.name === "verify") {
      const print = (line: string): void => void process.stdout.write(`${line}\n`);
      if (command.audit === true) {
        const { verifyAudit } = await import("./verify-audit.ts");
        return (await verifyAudit(command, print)) ? 0 : 1;
      }
      const { verifyRooms } = await import("./verify-rooms.ts");
      return verifyRooms(command, print) ? 0 : 1;
    }
    if (command.name === "report") {
      const { runReport } = await import("./report.ts");
      return await runReport(command, {
        out: process.stdout,
        progress: process.stderr,
        stop: nextSignal(),
      });
    }
    const log = createLog({ format: command.log });
    // Asked for first, so that a signal in the middle of starting stops gracefully too.
    const stop = nextSignal();
    const folder = process.cwd();
    const onServing = (at: Listening): void => {
      log("info", `Alongside is at ${at.url}`);
      if (!isLoopback(at.host))
        log("warn", `Other machines reach it too: it listens on ${at.host}, port ${at.port}`);
    };
    if (command.name === "dev") {
      await dev(command, { log, folder, stop, onServing });
      return 0;
    }
    // Not above: `dev` leaves the server to another process.
    const [{ loadRooms }, { serve }] = await Promise.all([
      import("./load-rooms.ts"),
      import("./serve.ts"),
    ]);
    const rooms = await loadRooms(command.rooms, folder);
    const { server, at } = await serve(command, rooms, log);
    onServing(at);
    log("info", `Stopping after ${await stop}`);
    await server.close();
    return 0;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    process.stderr.write(`alongside: ${error.message}\n`);
    return error.exitCode;
  }
}

/** The first signal to stop. A second one ends the process at once, as signals do. */
function nextSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    const signals = ["SIGINT", "SIGTERM"] as const;
    const stop = (signal: NodeJS.Signals): void => {
      for (const name of signals) process.off(name, stop);
      resolve(signal);
    };
    for (const name of signals) process.on(name, stop);
  });
}

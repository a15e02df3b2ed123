import { relative } from "node:path";
import type { Log } from "../log.ts";
import type { Listening } from "../server.ts";
import type { ServeCommand } from "./command.ts";
import { Edits } from "./edits.ts";
import { Problem } from "./problem.ts";
import { type Failure, RoomsProcess } from "./rooms-process.ts";

interface DevOptions {
  readonly log: Log;
  /** What the names of files in the log are relative to. */
  readonly folder: string;
  /** Resolves when it is to stop. */
  readonly stop: Promise<NodeJS.Signals>;
  /** It serves for the first time. */
  onServing(at: Listening): void;
}

/** What it waits for. */
type Event =
  | { readonly name: "stop"; readonly signal: NodeJS.Signals }
  | { readonly name: "edit"; readonly file: string };

/**
 * Serves until `stop` resolves, and anew after each edit of the rooms or of a file that they import: another process loads them, then
 * the one with the old ones saves its rooms and ends, and the new one takes over its port. While they do not load, the old ones go on.
 * Rejects with `Problem` when they do not load, or cannot be served, the first time.
 */
export async function dev(command: ServeCommand, options: DevOptions): Promise<void> {
  const { log, folder, onServing } = options;
  const edits = new Edits();
  const stop = options.stop.then((signal): Event => ({ name: "stop", signal }));
  /** The process whose rooms are served. */
  let running: RoomsProcess | undefined;
  let at: Listening | undefined;

  function event(): Promise<Event> {
    return Promise.race([stop, edits.next.then((file): Event => ({ name: "edit", file }))]);
  }

  /** Serves the rooms as they are now. Returns what came before they were loaded. */
  async function load(why: string): Promise<Event | undefined> {
    const next = new RoomsProcess(command, (file, stamp) => edits.add(file, stamp));
    const came = await Promise.race([event(), next.loaded]);
    if (came.name === "loaded") {
      await running?.stop();
      running = undefined;
      const told = await next.serve(at?.port ?? command.port, at === undefined);
      if (told.name !== "serving") return failed(told);
      running = next;
      if (at === undefined) onServing(told.at);
      else log("info", `${why} was edited, and the rooms are served as they are now`);
      at = told.at;
      return undefined;
    }
    next.kill();
    return came.name === "stop" || came.name === "edit" ? came : failed(came);
  }

  /** Waits for an edit or the end. */
  async function wait(): Promise<Event> {
    const came = await Promise.race([event(), ...(running === undefined ? [] : [running.ended])]);
    if (came.name !== "ended") return came;
    running = undefined;
    failed(came);
    return event();
  }

  function failed(failure: Failure): undefined {
    const problem = problemOf(failure);
    if (at === undefined) throw problem;
    const rest = running === undefined ? "Nothing is served" : "The rooms are served as they were";
    log("error", `${problem.message}. ${rest} until the next edit`);
  }

  try {
    let came: Event | undefined;
    while (came?.name !== "stop") {
      came = (await load(came === undefined ? "" : relative(folder, came.file))) ?? (await wait());
    }
    log("info", `Stopping after ${came.signal}`);
  } finally {
    edits.stop();
    await running?.stop();
  }
}

function problemOf(failure: Failure): Problem {
  return failure.name === "failed"
    ? new Problem(failure.message, failure.exitCode)
    : new Problem(`The process with the rooms has ended, with the code ${failure.code}`);
}

import { Problem } from "../cli/problem.ts";
import type { Child } from "./child.ts";
import type { Step } from "./load/crowd.ts";
import type { LoadHeard, LoadTold, Measured, Part } from "./measured.ts";
import type { Target } from "./target.ts";

/** What a report is at. */
export type Progress =
  | { readonly name: "starting" | "counting" | "deleting" }
  | { readonly name: "part"; readonly part: Part }
  | { readonly name: "step"; readonly step: Step };

type Told<N extends LoadTold["name"]> = Extract<LoadTold, { readonly name: N }>;

/** A process that makes the load, led from here. */
interface Running {
  /** Resolves once it has what it needs. */
  readonly ready: Promise<Told<"ready">>;
  /** Lets it begin. */
  measure(): Promise<Measured>;
}

/**
 * Leads the process that makes the load. What it promises rejects with `Problem` where that process or the server ends before it is done,
 * and as `stopped` does.
 */
export function runLoad(
  child: Child<LoadTold, LoadHeard>,
  target: Target,
  stopped: Promise<never>,
  onProgress: (progress: Progress) => void,
): Running {
  const serverEnded = target.ended.then((how) => {
    throw new Problem(`The server's process ended with ${how}`);
  });
  // Heard of where something is waited for.
  serverEnded.catch(() => undefined);
  child.listen((told) => {
    if (told.name === "begun") onProgress({ name: "part", part: told.part });
    else if (told.name === "step") onProgress({ name: "step", step: told.step });
    else if (told.name === "vitals")
      void target.vitals().then((vitals) => child.tell({ name: "vitals", vitals }));
  });
  async function next<N extends "ready" | "done">(name: N): Promise<Told<N>> {
    const told = await Promise.race([
      child.next((one) => (one.name === name || one.name === "failed" ? one : undefined)),
      serverEnded,
      stopped,
    ]);
    if (told === undefined)
      throw new Problem(`The process that makes the load ended with ${await child.ended}`);
    if (told.name === "failed") throw new Problem(told.message, told.exitCode);
    return told as Told<N>;
  }
  return {
    ready: next("ready"),
    async measure() {
      child.tell({ name: "go" });
      return (await next("done")).measured;
    },
  };
}

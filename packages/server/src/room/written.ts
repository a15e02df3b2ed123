import { Refused } from "@alongside/core";
import type { Settle } from "./decisions.ts";
import type { Committed } from "./port.ts";

/** Settles a promise with how a change of the server's own ended. */
export function written(
  resolve: (written: Committed) => void,
  reject: (error: Error) => void,
): Settle {
  return (outcome) => {
    if (outcome instanceof Error) return reject(outcome);
    const { entry, note } = outcome;
    if (entry.kind === "outcome") reject(new Refused(entry.code, entry.message));
    else resolve({ seq: entry.seq, void: note?.void ?? [] });
  };
}

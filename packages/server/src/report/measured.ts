import type { Crowd, Step } from "./load/crowd.ts";
import type { Reconnected } from "./load/joining.ts";
import type { Latency } from "./load/latency.ts";
import type { Pressed } from "./load/pressing.ts";
import type { Vitals } from "./load/stage.ts";
import type { Spread } from "./samples.ts";
import type { Write } from "./writing.ts";

/** What the process that makes the load is told to do. */
export interface LoadOrder {
  /** Where clients connect. */
  readonly url: string;
  readonly token: string | undefined;
  /** The module with the rooms; the first of the usual names without. Of the probe room where `isProbe`. */
  readonly rooms: string | undefined;
  readonly kind: string | undefined;
  readonly write: Write | undefined;
  readonly isProbe: boolean;
  /** What the ids of all its rooms begin with. */
  readonly prefix: string;
  readonly clients: number;
  readonly ms: number;
  /** Where the rooms can be deleted, should nobody else be left to do it. */
  readonly left: { readonly api: string; readonly key: string | undefined } | undefined;
}

/** The parts of a report, in order. */
export const PARTS = ["join", "change", "presence", "people", "throughput", "reconnect"] as const;
export type Part = (typeof PARTS)[number];

/** What the process that makes the load tells. */
export type LoadTold =
  /** It has what it needs and waits until it may begin. `names` is what the room is of. */
  | { readonly name: "ready"; readonly definition: string; readonly canWrite: boolean }
  | { readonly name: "begun"; readonly part: Part }
  | { readonly name: "step"; readonly step: Step }
  /** Asks for the server's figures. */
  | { readonly name: "vitals" }
  | { readonly name: "done"; readonly measured: Measured }
  | { readonly name: "failed"; readonly message: string; readonly exitCode: 1 | 2 };

/** What it is told on the way. */
export type LoadHeard =
  | { readonly name: "go" }
  | { readonly name: "vitals"; readonly vitals: Vitals | undefined };

/** What was measured. */
export interface Measured {
  readonly latency: Latency | undefined;
  readonly join: Spread | undefined;
  readonly presence: Spread | undefined;
  readonly crowd: Crowd | undefined;
  readonly pressed: Pressed | undefined;
  readonly reconnect: Reconnected;
  readonly sent: number;
  /** Of how many it is known how they ended: all, unless the server stopped to answer. */
  readonly ended: number;
  readonly refused: number;
  /** Words of the first refusal. */
  readonly refusal: string | undefined;
  /** The numbers of the changes that were acknowledged, by the id of their room. */
  readonly committed: Readonly<Record<string, readonly number[]>>;
}

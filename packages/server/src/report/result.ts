import type { Crowd } from "./load/crowd.ts";
import type { Pressed } from "./load/pressing.ts";
import type { Noise, Quiet } from "./noise.ts";
import type { Spread } from "./samples.ts";

/** What `report` returns, and `alongside report --json` prints. Times are in ms. What was not measured is left out, and `notes` say why. */
export interface Report {
  readonly version: 1;
  /** When it began, as ISO 8601. */
  readonly at: string;
  /** The command line, without tokens and keys. */
  readonly command: string;
  readonly machine: {
    readonly cpu: string;
    readonly cores: number;
    readonly memoryBytes: number;
    readonly system: string;
  };
  readonly versions: { readonly alongside: string; readonly node: string };
  readonly target: {
    /** Where clients connected. */
    readonly url: string;
    /** Whether the report started it, over an empty database. */
    readonly isOwn: boolean;
    /** The kind of the rooms. */
    readonly kind: string;
    /** What people wrote, in words. */
    readonly writes: string;
    readonly isProbe: boolean;
  };
  readonly seconds: number;
  readonly clients: number;
  /** From a change to the screen of its author. */
  readonly own?: Spread;
  /** From a change to the screen of somebody else, in a room where nothing else happens. */
  readonly peer?: Spread;
  /** Whether 99 of 100 changes are on somebody else's screen within 100 ms; without changes, moves. */
  readonly isUnder100?: boolean;
  /** From a move to the page of somebody else. */
  readonly presence?: Spread;
  /** From opening a client until the room is on its screen. */
  readonly join?: Spread;
  /** From a broken link until the room is up to date again. */
  readonly reconnect?: Spread;
  readonly throughput?: Pressed;
  readonly people?: Crowd & {
    /** The most people at once with whom 99 of 100 changes are seen within 100 ms. */
    readonly most: number;
  };
  readonly changes?: {
    readonly sent: number;
    readonly committed: number;
    readonly refused: number;
    /** Acknowledged, and not in the log. */
    readonly lost: number;
    /** In the log without having been acknowledged once, or twice under one number. */
    readonly doubled: number;
  };
  /** What one more person costs the server's process. */
  readonly person?: {
    readonly memoryBytes?: number;
    /** Share of a core, 0 to 1. */
    readonly cpu?: number;
  };
  readonly noise: { readonly before: Noise; readonly during: Noise; readonly machine: Quiet };
  /** What a reader has to know beside the figures. */
  readonly notes: readonly string[];
}

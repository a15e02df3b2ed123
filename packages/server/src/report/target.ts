import type { Vitals } from "./load/stage.ts";

/** What a report measures, and how it is asked about itself. */
export interface Target {
  /** Where clients connect. */
  readonly live: string;
  /** What the paths of the HTTP API begin with. */
  readonly api: string;
  /** A key of the API with which rooms can be deleted; undefined, and nothing is written. */
  readonly key: string | undefined;
  /** What the process has used; undefined where it does not tell. */
  vitals(): Promise<Vitals | undefined>;
  /** Resolves with words for how it ended, where it is a process of the report. */
  readonly ended: Promise<string>;
  /** Lets go of it. */
  close(): Promise<void>;
}

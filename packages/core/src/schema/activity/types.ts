import type { Json } from "../../json.ts";
import type { Seq } from "../../log.ts";
import type { OpsByKey } from "../../model/op.ts";
import type { Schema } from "../standard-schema.ts";

/** How much an activity matters. The more it does, the longer it stays in a list that is full. */
export type ActivityPriority = "urgent" | "important" | "normal";

/** What an activity is about: records under a top-level key; without any, the key itself. */
export interface ActivityTarget {
  /** The top-level key. Who may not read it is not shown the activity. */
  readonly key: string;
  readonly ids?: readonly string[];
}

/** Words for one thing, and for several. */
export interface ActivitySummary {
  readonly one: string;
  readonly other: string;
}

/** An activity, as an app makes it. */
export interface MadeActivity {
  /** What was done, such as `moved`: 1 to 64 characters. Activities of one type that follow each other closely are shown as one. */
  readonly type: string;
  /** For people, 1 to 300 characters: `{name}` is who did it, `{count}` how many things it is about, `{title}` what the one thing is called. */
  readonly summary: string | ActivitySummary;
  readonly target?: ActivityTarget;
  /** @default "normal" */
  readonly priority?: ActivityPriority;
}

/** A change of the log, as one reader may see it. */
export interface ActivityChange {
  readonly seq: Seq;
  readonly at: Date;
  /** The id of the user who made it. */
  readonly by: string;
  /** What it wrote, under the keys that the reader may see. */
  readonly ops: OpsByKey;
  /** The mutation that made it, for who may read everything. */
  readonly mutation?: { readonly name: string; readonly args: Json };
  /** What would be shown without a function of the app's. */
  readonly usual: readonly MadeActivity[];
}

/** How changes of a room become activities. */
export interface ActivityOptions {
  /**
   * Returns what a change was, for people; undefined where it is not worth a line. It runs where activities are read, on pages too, each time they are: it
   * returns the same for the same change, and reads nothing else. Where it throws, the usual is shown. @default (change) => change.usual
   */
  readonly ofChange?: (
    change: ActivityChange,
  ) => MadeActivity | readonly MadeActivity[] | undefined;
  /** The types that `room.activity` may tell. @default [] */
  readonly types?: readonly string[];
}

/** Made by `activities`. */
export interface ActivityRules {
  readonly ofChange: ActivityOptions["ofChange"];
  /** The change that tells an activity, by its name, where the room has types for that. */
  readonly mutations: { readonly [name: string]: { readonly args: Schema; run(): void } };
}

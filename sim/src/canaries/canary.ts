/** A planted bug: one line of shipped code, changed. A simulator that does not catch it proves nothing. */
export interface Canary {
  /** The end of the file's path. */
  readonly file: string;
  readonly line: string;
  readonly planted: string;
  /** A seed that was seen to catch it, or one shortly before, so that the test is short. It may be any. */
  readonly from?: number;
  /** Which worlds show it. @default Those of a server and a bad network, as `npm run sim` lives through. */
  readonly worlds?:
    | "devices"
    | "tabs"
    | "erasing"
    | "activity"
    | "asking"
    | "series"
    | "feeds"
    | "inboxes";
}

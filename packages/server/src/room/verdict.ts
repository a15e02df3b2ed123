import type {
  MutationCall,
  OpenChange,
  OpsByKey,
  RecordIds,
  Replica,
  Rights,
  SeenField,
  Seq,
  TextOp,
  UndoStep,
  UserInfo,
} from "@alongside/core/engine";
import type { AuthorNote } from "./down.ts";
import type { TextLink } from "./text-link.ts";

/** Who makes a change. */
export interface Author {
  readonly client: string;
  readonly user: UserInfo;
  readonly rights: Rights;
  /** What knows which edits of texts they had not seen; the server's own code has seen them all. */
  readonly textLink?: TextLink | undefined;
  /** Hears what a change cost beyond what it says of itself, in about µs of a core. */
  charge?(work: number): void;
}

/** Writes the ops of a change to a room as it is at `head`. */
export type Run = (replica: Replica, open: OpenChange, ids: RecordIds) => void;

/** What is asked for: ops, a mutation to run, or the server's own code. */
export interface Request {
  /** The first of the change numbers that it ends, where those are several. */
  readonly first?: number;
  readonly ops?: OpsByKey;
  readonly mutation?: MutationCall;
  readonly draft?: (doc: never) => void;
  /** Code of the server's own that writes ops, one leaning on the one before. */
  readonly run?: Run;
  /** A change that is to be taken back, `ops` being its texts; without a step there is nothing to take back. */
  readonly inverse?: { readonly step: UndoStep | undefined };
  readonly strict?: boolean;
  /** The followers through which it comes, the one that makes it last. */
  readonly via?: readonly string[];
  /** What its author saw in fields that it sets: where one holds something else, it is refused. */
  readonly seen?: readonly SeenField[];
  readonly gesture?: number;
  /** Nothing: its numbers went with a log that went back. */
  readonly isGone?: true;
  /** The last `seq` its author had seen: what `ops` stand over where they edit texts. */
  readonly base?: Seq;
}

/** A change that is in the state already. */
export interface Accepted {
  readonly ok: true;
  readonly ops: OpsByKey;
  readonly note: AuthorNote;
  /** How many characters of JSON it adds to the log beyond what its author sent, about. */
  readonly added: number;
  /** What it wrote over, where its author may not know that. */
  readonly step?: UndoStep;
}

/** The end of a change. */
export type Verdict =
  | Accepted
  | {
      readonly ok: false;
      readonly code: string;
      readonly message: string;
      /** As of one that was accepted: it had been made when it was refused. */
      readonly added: number;
      /** What takes its edits of texts back, for its author: later edits stand over them. */
      readonly inverses: readonly TextOp[];
    };

/** A change that was refused could not be taken back: the state in memory is not the log's any more. */
export class TornState extends Error {
  override readonly name = "TornState";
}

/** The end of numbers that had ended in a log that went back, and that this one does not know. */
export const GONE: Verdict = {
  ok: false,
  code: "room.rewound",
  message: "It was in a log that went back, and is gone with it",
  added: 0,
  inverses: [],
};

/** What is said of a change whose ops are not what its author sent. */
export const DIFFERS: AuthorNote = { differs: true };

import { Refused, type RoomDefinition, RoomLoading } from "@alongside/core";
import {
  inWords,
  type KeyState,
  type LastEntry,
  type LogName,
  type OpsByKey,
  recordId,
  type RecordIds,
  Replica,
  type Rights,
  roomId,
  said,
  type Seq,
} from "@alongside/core/engine";
import { Cell, Listeners } from "../cell.ts";
import { attempt } from "./attempt.ts";
import type { FeedListener, KeptPosts } from "./feed-listener.ts";
import type { RoomHost } from "./host.ts";
import { PendingChanges, type Runs } from "./pending.ts";
import type { Recorder } from "./recorder.ts";
import type { seeing } from "./seeing.ts";
import type { Segment } from "./segment.ts";
import type { Heard } from "./heard.ts";
import { TextEvents } from "./text-events.ts";

/** Under which client id a page writes in a room, and the last number that it has used there. */
export interface Author {
  readonly client: string;
  readonly last: number;
}

/** A room as this page has it: the log's state up to `seq`, the own changes that have not ended over it, and who listens. */
export class RoomCopy<D extends RoomDefinition> {
  readonly definition: D;
  /** As on the wire: `board:roadmap`. */
  readonly name: string;
  /** The number of the room's seat: another one each time it is entered. */
  seat = 0;
  /** Whose changes are pending, in this order: never empty, and this page's own come last. */
  segments: readonly Segment[];
  readonly pending: PendingChanges;
  /** What happens to texts as they are seen. */
  readonly textEvents: TextEvents;
  readonly rights: Cell<Rights | undefined>;
  /** Called when the view may be another one. */
  readonly listeners: Listeners<void>;
  /** Ids of records that gestures make. 0 for the change: which one will end the gesture is not known yet. They are never given twice. */
  readonly gestureIds: RecordIds;
  /** Notes changes to undo them, once `openUndo` was called. */
  recorder: Recorder | undefined;
  /** Which pending changes are sent as one, once the code for that is here. */
  runs: Runs | undefined;
  /** Notes what a change saw. Here before the room is, where it may be asked for. */
  seeing: typeof seeing | undefined;
  /** Hears of each change as it is taken in from the log, once somebody shows activities. */
  heard: Heard | undefined;
  /** Which log this is of; undefined before the room was here. */
  log: LogName | undefined;
  /** The last `seq` that is seen here. */
  seq: Seq = 0;
  /** Server time of the entry at `seq`, in ms. */
  at = 0;
  /** What the server said of the rights that this copy is cut for; undefined where it has to be fetched anew. */
  mark: string | undefined;
  /** Which entry the server is told of where that is not the one at `seq`: what is pending was made on another log. */
  lastEntry: LastEntry | undefined;
  /** How often the log went back. */
  rewinds = 0;
  /** Whether the room is here. */
  isReady = false;
  /** When the room was last heard of, in ms of the client's clock, while it is here from the device alone. */
  asOf: number | undefined;
  /** Whether what is sent now arrives in the room. */
  isIn = false;
  /** Throws `Refused` for ops on what only another page of this browser has; undefined where there is nothing of the kind. */
  guard: ((ops: OpsByKey) => void) | undefined;
  /** Whether its seat shows nothing of this page, and is shown nobody: it sends what an earlier page left behind. */
  isQuiet = false;
  hasLeft = false;
  /** Here once a page has asked for a feed. */
  feeds: FeedListener | undefined;
  /** What the device had of the room's feeds, for whoever asks for one. */
  keptPosts: readonly KeptPosts[] | undefined;
  #replica: Replica;

  constructor(definition: D, id: string, host: RoomHost, author: Author) {
    const { report } = host;
    this.definition = definition;
    this.name = roomId(definition.name, id);
    const { client, last } = author;
    this.segments = [{ client, offset: 0, end: Infinity, before: last }];
    this.pending = new PendingChanges(author.last);
    this.textEvents = new TextEvents(report);
    this.rights = new Cell<Rights | undefined>(undefined, report);
    this.listeners = new Listeners(report);
    const clientNow = (): string => this.writer.client;
    this.gestureIds = {
      get client() {
        return clientNow();
      },
      next: () => recordId(clientNow(), 0, host.nextGestureRecord()),
    };
    this.#replica = this.#heard(new Replica(definition.schema));
  }

  get replica(): Replica {
    return this.#replica;
  }

  /** Whose changes are sent now. */
  get segment(): Segment {
    return this.segments[0] as Segment;
  }

  /** Under which client id this page is in the room. It is another one from where the room's log went back. */
  get client(): string {
    return this.segment.client;
  }

  /** What a number here is on the wire. */
  onWire(n: number): number {
    return n - (this.segments.find(({ end }) => n <= end) ?? this.writer).offset;
  }

  /** Whose the changes are that are made now. */
  get writer(): Segment {
    return this.segments.at(-1) as Segment;
  }

  /** Takes another replica in place of the present one. */
  become(replica: Replica): void {
    this.#replica = this.#heard(replica);
    this.feeds?.restarted();
  }

  /** A replica with the log's state as the server sends it. */
  replicaFrom(states: { readonly [key: string]: KeyState }): Replica {
    return Replica.from(this.definition.schema, states);
  }

  /** Begins with the server's first state: nothing was seen before, and nothing is pending. */
  begin(states: { readonly [key: string]: KeyState }): void {
    this.become(this.replicaFrom(states));
    // Whoever waited for a text reads it now.
    for (const at of this.textEvents.watched())
      this.textEvents.push({ ...at, delta: undefined, isOwn: false });
    attempt(this.textEvents.report, () => this.recorder?.restarted());
  }

  /** Throws when nothing may be written now. */
  checkWritable(): void {
    if (this.hasLeft)
      throw new Error(
        said(
          "update",
          inWords(() => `The room ${this.name} was left`),
          this.name,
        ),
      );
    if (!this.isReady) throw new RoomLoading();
    const rights = this.rights.get();
    if (rights !== undefined && isReadOnly(rights)) throw new Refused("auth.read-only", READ_ONLY);
  }

  /** Call when the view may be another one. */
  tellView(): void {
    this.textEvents.tell();
    this.feeds?.changed();
    this.listeners.call();
  }

  #heard(replica: Replica): Replica {
    if (replica.pendingTexts !== undefined) {
      replica.pendingTexts.onChange = (id, field, delta) =>
        this.textEvents.push({ id, field, delta, isOwn: false });
    }
    return replica;
  }
}

export function isReadOnly({ write }: Rights): boolean {
  return write !== true && write.length === 0;
}

export const READ_ONLY =
  inWords(() => "This user may read the room and not write to it") ?? "auth.read-only";

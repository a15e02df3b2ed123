import { Refused, type RoomDefinition, RoomLoading, type StorageOf } from "@alongside/core";
import {
  type Commit,
  type Down,
  type DownEntry,
  Incompatible,
  linked,
  type Joined,
  type OpsByKey,
  previewWeight,
  remedyFor,
  type Rights,
  roomId,
  shapeForServer,
  type Seq,
  type Up,
} from "@alongside/core/engine";
import { Cell, Listeners } from "../cell.ts";
import type { ClientStatus } from "../client-types.ts";
import { backoff, type Reason, STABLE_MS } from "../connection/machine.ts";
import type { Report } from "../readable.ts";
import { Presence, type PresenceOwner } from "../presence/presence.ts";
import { Changes } from "./changes.ts";
import type { ChangesOwner } from "./changes-owner.ts";
import { attempt } from "./attempt.ts";
import { checkSize } from "./check-size.ts";
import { deferred } from "./deferred.ts";
import { Events } from "./events.ts";
import type { RoomHost } from "./host.ts";
import { isSameStatus, roomStatus } from "./status.ts";
import type { RoomStatus } from "./types.ts";

type RoomMessage = Extract<Down, { readonly room: string }>;

/** A room's session with the server. */
export type SessionState =
  /** The link is down. */
  | { readonly name: "out" }
  | { readonly name: "joining" }
  | { readonly name: "in"; readonly since: number }
  /** The server closed it; it is joined again at `retryAt`. */
  | { readonly name: "waiting"; readonly retryAt: number; readonly reason: Reason }
  | { readonly name: "refused"; readonly reason: Reason }
  /** This page has left. */
  | { readonly name: "left" };

/** What came cannot follow what is here: the room is asked for anew. */
class OutOfStep extends Error {
  override readonly name = "OutOfStep";
}

/** A room on this page: what it holds, and its session with the server. */
export class RoomSession<D extends RoomDefinition> implements ChangesOwner<D>, PresenceOwner<D> {
  readonly definition: D;
  readonly name: string;
  readonly changes: Changes<D>;
  readonly presence: Presence<D>;
  readonly events: Events;
  readonly status: Cell<RoomStatus>;
  readonly rights: Cell<Rights | undefined>;
  readonly report: Report;
  readonly #host: RoomHost;
  readonly #listeners: Listeners<void>;
  readonly #stopStatus: () => void;
  #session: SessionState = { name: "out" };
  #seq: Seq = 0;
  #mark: string | undefined;
  #isReady = false;
  #ready = deferred();
  #attempt = 0;
  #cancelRetry: (() => void) | undefined;
  #cancelTyping: (() => void) | undefined;
  /** What the status was made from. */
  #toldFrom: {
    readonly client?: ClientStatus;
    readonly session?: SessionState;
    readonly size?: number;
    readonly isReady?: boolean;
  } = {};
  /** Gestures taken back while the others could not be told. */
  readonly #takenBack = new Set<number>();
  /** Gestures that are too large to be shown to the others. */
  readonly #tooLarge = new Set<number>();

  /** `lastCounter` is the last one this client used in the room before. */
  constructor(definition: D, id: string, host: RoomHost, lastCounter: number) {
    const { report } = host;
    this.definition = definition;
    this.name = roomId(definition.name, id);
    this.report = report;
    this.#host = host;
    this.#listeners = new Listeners(report);
    this.events = new Events(definition, report);
    this.rights = new Cell<Rights | undefined>(undefined, report);
    this.changes = new Changes<D>(this, host, lastCounter);
    this.presence = new Presence<D>(this, host);
    this.status = new Cell(this.#statusNow(), report);
    this.#stopStatus = host.status.subscribe(() => this.#tellStatus());
  }

  /** The last `seq` that is seen here. */
  get seq(): Seq {
    return this.#seq;
  }

  /** Whether what is sent now arrives in the room. */
  get isIn(): boolean {
    return this.#session.name === "in";
  }

  /** Whether the room is on its way here, which takes as long as it is large. */
  get isJoining(): boolean {
    return this.#session.name === "joining";
  }

  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  /** Whether the server has been asked something whose answer is not here yet: then it is no time to leave. */
  get isBusy(): boolean {
    return this.#session.name === "joining" || this.changes.pending.size > 0;
  }

  readonly get = (): StorageOf<D> | undefined =>
    this.#isReady ? (this.changes.replica.view as unknown as StorageOf<D>) : undefined;

  subscribe(callback: () => void): () => void {
    return this.#listeners.add(callback);
  }

  broadcast(name: string, body: unknown): boolean {
    const event = { type: "event", room: this.name, name, body: this.events.check(name, body) };
    const frame = checkSize(JSON.stringify(event), this.#host.limits.message);
    if (this.isIn) this.#host.send(frame);
    return this.isIn;
  }

  /** Enters, or resumes. The link is live. */
  enter(): void {
    if (this.#session.name !== "out" && this.#session.name !== "waiting") return;
    this.#become({ name: "joining" });
    const mark = this.#mark;
    this.send({
      type: "join",
      room: this.name,
      version: this.definition.version,
      after: mark === undefined ? 0 : this.#seq,
      ended: this.changes.pending.ended,
      ...(mark !== undefined && { mark }),
      shape: shapeForServer(this.definition),
    });
  }

  /** The link is down. What others showed stays as it was until it is back. */
  down(): void {
    if (this.#session.name !== "refused" && this.#session.name !== "left")
      this.#become({ name: "out" });
  }

  /** The connection as a whole was refused. */
  linkRefused(reason: Reason): void {
    if (reason.code === "auth.ended") this.#loseRights(reason);
    if (this.#isReady) return;
    this.#ready = this.#ready.renewed();
    this.#ready.reject(linked(new Refused(reason.code, reason.message)));
  }

  /** Somebody asked to try again, also after a refusal. */
  retry(): void {
    if (!this.#isReady) this.#ready = this.#ready.renewed();
    if (this.#session.name === "refused") this.#become({ name: "out" });
    if (this.#host.isLive) this.enter();
  }

  /** Sends at once what waits to be sent together with more, as the page may be gone in a moment. */
  flush(): void {
    this.#cancelTyping?.();
    this.#cancelTyping = undefined;
    this.#sendChanges(Number.POSITIVE_INFINITY);
    this.presence.flush();
  }

  /** The client has left another room: there may be place for this one now. */
  placeFreed(): void {
    const session = this.#session;
    if (session.name === "refused" && session.reason.code === "limit.rooms") this.retry();
  }

  /** Tells the others that this page is gone, so that they need not wait and see. */
  goodbye(): void {
    if (this.isIn) this.send({ type: "leave", room: this.name });
  }

  /** Nothing is heard of the room on this page any more. */
  leave(): void {
    this.goodbye();
    this.#become({ name: "left" });
    this.#cancelTyping?.();
    this.changes.end();
    this.presence.stop();
    this.#stopStatus();
    this.#ready.reject(linked(new Refused("room.left", `The room ${this.name} was left`)));
  }

  // What its parts need of it.

  send(message: Up): void {
    this.#host.send(JSON.stringify(message));
  }

  /** Shows a gesture to the others; null takes it back. One that is too large is not shown, and the app hears so once. */
  showGesture(gesture: number, ops: OpsByKey | null): void {
    if (!this.isIn) {
      if (ops === null) this.#takenBack.add(gesture);
      return;
    }
    const frame = JSON.stringify({ type: "preview", room: this.name, gesture, ops });
    const { message, preview = Infinity } = this.#host.limits;
    const size = ops === null ? 0 : previewWeight(ops, frame.length);
    // In UTF-8 a character may be three bytes.
    if (size <= preview && frame.length * 3 <= message) {
      this.#tooLarge.delete(gesture);
      this.#host.send(frame);
    } else if (!this.#tooLarge.has(gesture)) {
      this.showGesture(gesture, null);
      this.#tooLarge.add(gesture);
      const limit = `${Math.ceil(size)} characters, the server shows ${preview}`;
      this.#host.report(
        new Refused("limit.preview", `The gesture is not shown to others: it has ${limit}`),
      );
    }
  }

  /** An own change that edits texts is in the log. */
  onOwnText(seq: Seq, ops: OpsByKey): void {
    this.presence.moveCarets(seq, this.#host.id, ops);
  }

  /** Something may be pending that was not. */
  onWrite(): void {
    // The own caret is where it belongs before it is told of.
    this.changes.texts.tell();
    this.#sendChanges();
    this.#tellStatus();
    this.onView();
    this.changes.rejections.tell();
    this.#host.onChange();
  }

  /** The view may be another one. */
  onView(): void {
    this.changes.texts.tell();
    this.#listeners.call();
  }

  /** Sends what may be sent, and comes back for what is still being typed. */
  #sendChanges(now: number = this.#host.clock.now()): void {
    if (!this.isIn) return;
    const { clock, limits } = this.#host;
    const { sent } = this.changes.pending;
    const wait = this.changes.send(limits.inFlight, now);
    if (this.changes.pending.sent > sent) {
      this.presence.sendCarets();
      this.#host.expectAnswer();
    }
    if (wait === undefined || this.#cancelTyping !== undefined) return;
    this.#cancelTyping = clock.after(wait, () => {
      this.#cancelTyping = undefined;
      this.#sendChanges();
    });
  }

  /** Throws when nothing may be written now. */
  checkWritable(): void {
    if (this.#session.name === "left") throw new Error(`The room ${this.name} was left`);
    if (!this.#isReady) throw new RoomLoading();
    const write = this.rights.get()?.write;
    if (write !== undefined && write !== true && write.length === 0)
      throw new Refused("auth.read-only", READ_ONLY);
  }

  // What the server says.

  receive(message: RoomMessage): void {
    try {
      this.#receive(message);
    } catch (error) {
      this.#host.report(error);
      this.#mark = undefined;
      if (error instanceof Incompatible) {
        this.send({ type: "leave", room: this.name });
        this.#isReady = false;
        this.#refuse({ code: error.code, message: error.message });
      } else
        this.#host.drop({
          code: "link.out-of-step",
          message: "Something is amiss; the room is fetched anew",
        });
      // What was taken in before it failed is told all the same: it is what is seen.
      this.onView();
    }
  }

  #receive(message: RoomMessage): void {
    switch (message.type) {
      case "joined":
        if (this.#session.name === "joining" || this.#session.name === "waiting")
          this.#joined(message);
        return;
      case "closed":
        return this.#closed({ code: message.code, message: message.message }, message.wait);
      // What was under way to an earlier session of the room is passed over: `joined` tells of it too.
      case "entries":
        if (!this.isIn) return;
        // The link may be lost before it is said that the rights are others.
        if (message.cut) this.#mark = undefined;
        this.#entries(message.list);
        this.presence.advance();
        return this.onWrite();
      case "tick":
        if (this.isIn && this.presence.tick(message)) this.onView();
        return;
      case "notice":
        return this.#host.report(new Refused(message.code, message.message));
      case "event": {
        if (!this.isIn) return;
        const from = message.from === undefined ? undefined : this.presence.other(message.from);
        return this.events.happened(message.name, message.body, from);
      }
    }
  }

  #joined({ mark, state, from, list, ended, outcomes = [], rights, people }: Joined): void {
    const { changes } = this;
    if (state !== undefined) {
      const told = new Set(
        list.flatMap((entry) =>
          "ack" in entry ? [entry.ack] : "refused" in entry ? [entry.refused] : [],
        ),
      );
      changes.restart(state, outcomes, (n) => n <= ended && !told.has(n));
    } else if (this.#mark === undefined || from !== this.#seq) {
      throw new OutOfStep(
        `${this.name}: the server resumes at ${from}, this page is at ${this.#seq}`,
      );
    }
    this.#seq = from;
    this.#catchUp(list);
    changes.settleUpTo(ended, this.#seq);
    if (rights.write !== true && rights.write.length === 0)
      changes.refuseAll("auth.read-only", READ_ONLY, ended);
    // A field for which the definition has no answer shows itself here.
    void changes.replica.view;
    this.#mark = mark;
    this.#isReady = true;
    changes.pending.unsend();
    this.#become({ name: "in", since: this.#host.clock.now() });
    this.rights.set(rights);
    // The own caret is where it belongs before it is told of.
    this.changes.texts.tell();
    attempt(this.#host.report, () => this.presence.entered(people));
    for (const gesture of this.#takenBack) this.showGesture(gesture, null);
    this.#takenBack.clear();
    changes.showGestures();
    this.#ready.resolve();
    this.onWrite();
  }

  /** What came while this page was away: step by step up to its own last entry, as the server did; the rest in one go. */
  #catchUp(list: readonly DownEntry[]): void {
    const { texts } = this.changes.replica;
    if (texts === undefined) return this.#entries(list);
    const own = list.findLastIndex((entry) => "ack" in entry || "refused" in entry) + 1;
    // One by one, what was typed at one spot by two people keeps its place beside what each of them typed before.
    const steps = list.length - own > MANY_ENTRIES ? own : list.length;
    this.#entries(list.slice(0, steps));
    texts.gather(() => this.#entries(list.slice(steps)));
  }

  #entries(list: readonly DownEntry[]): void {
    for (const entry of list) {
      if ("skip" in entry) {
        this.#seq += entry.skip;
        continue;
      }
      if (entry.seq !== this.#seq + 1) {
        throw new OutOfStep(`${this.name}: entry ${entry.seq} came after ${this.#seq}`);
      }
      this.#seq = entry.seq;
      if ("ops" in entry && "client" in entry) this.#commit(entry);
      else if ("migrated" in entry) this.changes.replica.confirm(entry.ops);
      else if ("refused" in entry) this.changes.refuse(entry);
      else if ("pruned" in entry) this.changes.replica.prune(entry.pruned);
      else if ("ack" in entry && !this.changes.acknowledge(entry)) {
        throw new OutOfStep(
          `${this.name}: the server acknowledges change ${entry.ack}, which is not known here`,
        );
      }
    }
  }

  #commit(commit: Commit): void {
    const { seq, client, ops } = commit;
    this.changes.recorder?.others(commit);
    try {
      this.changes.replica.confirm(ops, undefined, this.#host.id < client ? "left" : "right");
    } finally {
      this.changes.recorder?.others(undefined);
    }
    this.presence.moveCarets(seq, client, ops);
  }

  #closed(reason: Reason, atLeast = 0): void {
    const session = this.#session;
    if (session.name !== "in" && session.name !== "joining") return;
    // The last entries may have been cut to other rights: the room is fetched anew, also where the old ones are back by then.
    if (reason.code.startsWith("auth.")) this.#mark = undefined;
    if (remedyFor(reason.code) === "stop") {
      // Somebody has to change the page or the server, and what is seen is an empty page.
      if (/^(?:room|schema)\./.test(reason.code))
        this.report(new Refused(reason.code, reason.message), { room: this.name });
      return this.#refuse(reason);
    }
    const { clock, random } = this.#host;
    const hasWorked = session.name === "in" && clock.now() - session.since >= STABLE_MS;
    this.#attempt = hasWorked ? 0 : this.#attempt + 1;
    const wait = atLeast + backoff(this.#attempt, random.next());
    this.#become({ name: "waiting", retryAt: clock.now() + wait, reason });
    this.#cancelRetry = clock.after(wait, () => this.enter());
  }

  /** Nothing may be written any more: what was not saved is handed back. How far the server counts it tells when the room is entered again. */
  #loseRights({ code, message }: Reason): void {
    const rights = this.rights.get();
    if (rights === undefined) return;
    this.changes.refuseAll(code, message, this.changes.pending.ended);
    this.rights.set({ read: rights.read, write: [] });
    this.onWrite();
  }

  #refuse(reason: Reason): void {
    this.#become({ name: "refused", reason });
    if (reason.code === "auth.forbidden") this.#loseRights(reason);
    this.linkRefused(reason);
  }

  #become(session: SessionState): void {
    this.#cancelRetry?.();
    this.#cancelRetry = undefined;
    this.#session = session;
    this.#tellStatus();
    this.#host.onChange();
  }

  #statusNow(): RoomStatus {
    return roomStatus(
      this.#host.status.get(),
      this.#session,
      this.#isReady,
      this.changes.pending.size,
    );
  }

  #tellStatus(): void {
    if (this.#session.name === "left") return;
    // Asked at each key; mostly there is nothing new.
    const { size } = this.changes.pending;
    const told = this.#toldFrom;
    const client = this.#host.status.get();
    const isSame = told.client === client && told.session === this.#session && told.size === size;
    if (isSame && told.isReady === this.#isReady) return;
    this.#toldFrom = { client, session: this.#session, size, isReady: this.#isReady };
    const now = this.#statusNow();
    if (!isSameStatus(now, this.status.get())) this.status.set(now);
  }
}

/** So many entries that texts are taken over all of them at once. */
const MANY_ENTRIES = 64;

const READ_ONLY = "This user may read the room and not write to it";

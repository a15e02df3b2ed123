import {
  createDraft,
  type Clock,
  type Down,
  type DownEntry,
  type DraftOf,
  type EventsOf,
  type Joined,
  type Json,
  type MutationCall,
  type MutationContext,
  type OpenChange,
  type OpsByKey,
  type Random,
  type RecordIds,
  recordId,
  recordIds,
  Refused,
  remedyFor,
  Replica,
  type Rights,
  type RoomDefinition,
  roomId,
  RoomLoading,
  type StorageOf,
  type Up,
  type UserInfo,
} from "@alongside/core";
import { Cell, Listeners } from "../cell.ts";
import type { ClientStatus } from "../client-types.ts";
import { backoff } from "../connection/machine.ts";
import { Presence } from "../presence/presence.ts";
import type { Readable, Report } from "../readable.ts";
import { GestureOf } from "./gesture.ts";
import { leaningOn, renewed } from "./ops-again.ts";
import { PendingChanges } from "./pending.ts";
import { Rejections } from "./rejections.ts";
import { roomStatus, type Trouble } from "./status.ts";
import type { Changed, Committed, Gesture, Other, RoomStatus, UpdateOptions } from "./types.ts";

/** What a room needs of its client. */
export interface RoomHost {
  readonly id: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly status: Readable<ClientStatus>;
  readonly user: Readable<UserInfo | undefined>;
  /** Changes that may be under way at once. */
  readonly inFlight: number;
  send(message: Up): void;
  report: Report;
  /** The number of pending changes is another one. */
  onPending(): void;
}

interface Write {
  readonly mutation?: MutationCall;
  readonly strict?: boolean;
  readonly gesture?: number;
}

/** Gestures under way lie over every pending change. */
const GESTURE_ORDER = 2 ** 40;

/** A room on this page: the replica, what is pending in it, and its session with the server. */
export class RoomSession<D extends RoomDefinition> {
  readonly definition: D;
  readonly name: string;
  readonly presence: Presence<D>;
  readonly status: Cell<RoomStatus>;
  readonly rights: Cell<Rights | undefined>;
  readonly rejections: Rejections<D>;
  readonly #host: RoomHost;
  readonly #pending = new PendingChanges();
  readonly #gestures = new Set<GestureOf<D>>();
  readonly #listeners: Listeners<void>;
  readonly #events = new Map<string, Set<(body: never, from: Other<D> | undefined) => void>>();
  #replica: Replica;
  #seq = 0;
  #mark: string | undefined;
  #isReady = false;
  #isEntered = false;
  #trouble: Trouble | undefined;
  #attempt = 0;
  #cancelRetry: (() => void) | undefined;
  #gestureCount = 0;
  #gestureRecords = 0;
  #ready = Promise.withResolvers<void>();

  constructor(definition: D, id: string, host: RoomHost) {
    this.definition = definition;
    this.name = roomId(definition.name, id);
    this.#host = host;
    this.#replica = new Replica(definition.schema);
    this.#listeners = new Listeners(host.report);
    this.#ready.promise.catch(() => undefined);
    this.rights = new Cell<Rights | undefined>(undefined, host.report);
    this.status = new Cell(this.#statusNow(), host.report);
    host.status.subscribe(() => this.#tellStatus());
    this.presence = new Presence({
      definition,
      room: this.name,
      client: host.id,
      clock: host.clock,
      canSend: () => this.#isEntered,
      send: (message) => host.send(message),
      report: host.report,
      onPreview: (key, ops) => this.#replica.setPreview(key, ops),
    });
    this.rejections = new Rejections<D>({
      report: host.report,
      again: (ops) => this.#write({}, (_, open, ids) => pushAll(open, renewed(ops, () => ids.next()))),
      mutate: (name, args) => this.mutate(name, args),
      update: (fn) => this.update(fn, {}),
    });
  }

  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  get pending(): number {
    return this.#pending.size;
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  get(): StorageOf<D> | undefined {
    return this.#isReady ? (this.#replica.view as unknown as StorageOf<D>) : undefined;
  }

  subscribe(callback: () => void): () => void {
    return this.#listeners.add(callback);
  }

  update<T>(fn: (doc: DraftOf<D>) => T, { strict = false }: UpdateOptions): Changed<T> {
    let local: T | undefined;
    const changed = this.#write({ strict }, (replica, open, ids) => {
      const { doc, end } = createDraft(replica, open, ids);
      try {
        local = fn(doc as DraftOf<D>);
        if (local instanceof Promise) throw new TypeError("An update is synchronous: await first, then update");
      } finally {
        end();
      }
    });
    return { ...changed, local: local as T };
  }

  mutate(name: string, args: unknown): Changed<void> {
    const node = this.definition.checks.mutations.get(name);
    const mutation = this.definition.mutations[name];
    if (node === undefined || mutation === undefined) throw new TypeError(`There is no mutation ${name}`);
    const made = node.create(args, `${name}.args`) as Json;
    const ctx: MutationContext = {
      now: this.#host.clock.now(),
      random: () => this.#host.random.next(),
      user: this.#host.user.get(),
      where: "client",
    };
    return this.#write({ mutation: { name, args: made } }, (replica, open, ids) => {
      const { doc, end } = createDraft(replica, open, ids);
      try {
        (mutation.run as (doc: unknown, args: unknown, ctx: MutationContext) => void)(doc, made, ctx);
      } finally {
        end();
      }
    });
  }

  gesture(): Gesture<D> {
    this.#checkWritable();
    const number = ++this.#gestureCount;
    const { id: client, clock } = this.#host;
    const gesture: GestureOf<D> = new GestureOf<D>({
      clock,
      open: () => ({
        replica: this.#replica,
        change: this.#replica.begin(GESTURE_ORDER + number),
        // 0 for the change: which one will end the gesture is not known yet.
        ids: { client, next: () => recordId(client, 0, this.#gestureRecords++) },
      }),
      show: (ops) => {
        if (this.#isEntered) this.#host.send({ type: "preview", room: this.name, gesture: number, ops });
      },
      commit: (ops) => this.#write({ gesture: number }, (_, open) => pushAll(open, ops)),
      onChange: () => this.#listeners.call(),
      onEnd: () => this.#gestures.delete(gesture),
    });
    this.#gestures.add(gesture);
    return gesture;
  }

  broadcast(name: string, body: unknown): boolean {
    const node = this.definition.checks.events.get(name);
    if (node === undefined) throw new TypeError(`There is no event ${name}`);
    const made = node.create(body, `events.${name}`) as Json;
    if (!this.#isEntered) return false;
    this.#host.send({ type: "event", room: this.name, name, body: made });
    return true;
  }

  on<K extends keyof EventsOf<D> & string>(
    name: K,
    callback: (body: EventsOf<D>[K], from: Other<D> | undefined) => void,
  ): () => void {
    if (!this.definition.checks.events.has(name)) throw new TypeError(`There is no event ${name}`);
    let callbacks = this.#events.get(name);
    if (callbacks === undefined) this.#events.set(name, (callbacks = new Set()));
    callbacks.add(callback);
    return () => void callbacks.delete(callback);
  }

  // The session with the server.

  /** The link is live: enter, or resume. */
  enter(): void {
    this.#cancelRetry?.();
    this.#cancelRetry = undefined;
    if (this.#trouble?.isFinal === true) return;
    const { version } = this.definition;
    this.#host.send({
      type: "join",
      room: this.name,
      version,
      after: this.#mark === undefined ? 0 : this.#seq,
      ended: this.#pending.ended,
      ...(this.#mark !== undefined && { mark: this.#mark }),
    });
  }

  /** The link is down. What others showed stays as it was until it is back. */
  down(): void {
    this.#isEntered = false;
    this.#cancelRetry?.();
    this.#tellStatus();
  }

  /** Somebody asked to try again, also after a refusal. */
  retry(): void {
    if (this.#trouble === undefined) return;
    const wasFinal = this.#trouble.isFinal;
    this.#trouble = undefined;
    if (wasFinal && !this.#isReady) {
      this.#ready = Promise.withResolvers<void>();
      this.#ready.promise.catch(() => undefined);
    }
    if (this.#host.status.get().name === "live") this.enter();
    this.#tellStatus();
  }

  /** Says goodbye; nothing is heard of the room after it. */
  leave(): void {
    this.#cancelRetry?.();
    this.presence.stop();
    if (this.#host.status.get().name === "live") this.#host.send({ type: "leave", room: this.name });
    this.#isEntered = false;
  }

  receive(message: Exclude<Down, { readonly type: "welcome" | "pong" | "bye" }>): void {
    switch (message.type) {
      case "joined":
        return this.#joined(message);
      case "entries":
        if (!this.#isEntered) return;
        this.#entries(message.list);
        this.#afterEntries();
        return;
      case "tick":
        if (!this.#isEntered) return;
        this.presence.tick(message);
        if (message.people.some(({ previews }) => previews !== undefined) || message.gone.length > 0) this.#listeners.call();
        return;
      case "event": {
        const from = message.from === undefined ? undefined : this.presence.other(message.from);
        for (const callback of [...(this.#events.get(message.name) ?? [])]) {
          try {
            callback(message.body as never, from);
          } catch (error) {
            this.#host.report(error);
          }
        }
        return;
      }
      case "closed":
        return this.#closed(message.code, message.message);
    }
  }

  #joined(message: Joined): void {
    this.#mark = message.mark;
    this.#trouble = undefined;
    this.#attempt = 0;
    this.#isEntered = true;
    if (message.state !== undefined) this.#restart(message);
    this.#seq = message.from;
    this.#entries(message.list);
    // What ended before the state was cut, and of which nothing is told, was committed.
    for (const { n } of this.#pending.all()) if (n <= message.ended) this.#settle(n, { seq: message.from, void: [] });
    this.#pending.unsend();
    this.rights.set(message.rights);
    this.#isReady = true;
    this.presence.entered(message.people);
    this.#ready.resolve();
    this.#afterEntries();
  }

  /** Begins anew from the server's state, with what is still pending over it. */
  #restart({ state = {}, from, list, ended, outcomes = [] }: Joined): void {
    const own = new Set(list.flatMap((entry) => ("ack" in entry ? [entry.ack] : "refused" in entry ? [entry.refused] : [])));
    for (const outcome of outcomes) {
      if ("ack" in outcome) this.#settle(outcome.ack, { seq: outcome.seq, void: outcome.void ?? [] });
      else this.#refuse(outcome.refused, outcome.code, outcome.message);
    }
    this.#replica = Replica.from(this.definition.schema, state);
    this.#seq = from;
    for (const { n, ops } of this.#pending.all()) {
      if (n > ended || own.has(n)) this.#replica.addPending(n, ops);
    }
    for (const gesture of this.#gestures) gesture.reopen();
  }

  #entries(list: readonly DownEntry[]): void {
    for (const entry of list) {
      if ("skip" in entry) {
        this.#seq += entry.skip;
        continue;
      }
      if (entry.seq !== this.#seq + 1) {
        this.#host.report(new Error(`${this.name}: entry ${entry.seq} came after ${this.#seq}`));
        this.#mark = undefined;
        this.enter();
        this.#isEntered = false;
        return;
      }
      this.#seq = entry.seq;
      if ("ack" in entry) {
        const ops = entry.ops ?? this.#pending.get(entry.ack)?.ops;
        if (ops !== undefined) this.#replica.confirm(ops, entry.ack);
        this.#settle(entry.ack, { seq: entry.seq, void: entry.void ?? [] });
      } else if ("refused" in entry) this.#refuse(entry.refused, entry.code, entry.message);
      else if ("pruned" in entry) this.#replica.prune(entry.pruned);
      else this.#replica.confirm(entry.ops);
    }
  }

  #settle(n: number, committed: Committed): void {
    this.#pending.take(n)?.resolve(committed);
  }

  #refuse(n: number, code: string, message: string): void {
    const change = this.#pending.take(n);
    if (change === undefined) return;
    this.#replica.dropPending(n);
    let leaning: OpsByKey = {};
    for (const later of this.#pending.all()) {
      const more = leaningOn(change.ops, later.ops);
      for (const [key, list] of Object.entries(more)) leaning = { ...leaning, [key]: [...(leaning[key] ?? []), ...list] };
    }
    this.rejections.add({ code, message, ops: change.ops, leaning, mutation: change.mutation });
    change.reject(new Refused(code, message));
  }

  #afterEntries(): void {
    this.#listeners.call();
    this.#sendPending();
    this.#host.onPending();
    this.#tellStatus();
  }

  #closed(code: string, message: string): void {
    this.#isEntered = false;
    const isFinal = remedyFor(code) === "stop";
    this.#trouble = { code, message, isFinal };
    if (isFinal) {
      if (!this.#isReady) this.#ready.reject(new Refused(code, message));
    } else {
      this.#attempt += 1;
      const wait = backoff(this.#attempt, this.#host.random.next());
      this.#cancelRetry = this.#host.clock.after(wait, () => {
        if (this.#host.status.get().name === "live") this.enter();
      });
    }
    this.#tellStatus();
  }

  // Writing.

  #write(
    write: Write,
    run: (replica: Replica, open: OpenChange, ids: RecordIds) => void,
  ): Changed<void> {
    this.#checkWritable();
    const n = this.#pending.next;
    const replica = this.#replica;
    const open = replica.begin(n);
    try {
      run(replica, open, recordIds(this.#host.id, n));
    } catch (error) {
      open.abort();
      throw error;
    }
    const ops = open.ops();
    if (Object.keys(ops).length === 0 && write.mutation === undefined) {
      open.abort();
      return { local: undefined, committed: Promise.resolve({ seq: this.#seq, void: [] }) };
    }
    const { promise, resolve, reject } = Promise.withResolvers<Committed>();
    // Nobody has to listen: a refusal is in `rejected` too.
    promise.catch(() => undefined);
    this.#pending.add({
      n,
      ops,
      mutation: write.mutation,
      strict: write.strict === true,
      gesture: write.gesture,
      bytes: JSON.stringify(write.mutation ?? ops).length,
      resolve,
      reject,
    });
    this.#sendPending();
    this.#listeners.call();
    this.#host.onPending();
    this.#tellStatus();
    return { local: undefined, committed: promise };
  }

  #sendPending(): void {
    if (!this.#isEntered) return;
    for (const change of this.#pending.toSend(this.name, this.#seq, this.#host.inFlight)) this.#host.send(change);
  }

  #checkWritable(): void {
    if (!this.#isReady) throw new RoomLoading();
    const write = this.rights.get()?.write;
    if (write !== undefined && write !== true && write.length === 0) {
      throw new Refused("auth.read-only", "You may read this room and not write to it");
    }
  }

  #statusNow(): RoomStatus {
    const room = { isReady: this.#isReady, isEntered: this.#isEntered, trouble: this.#trouble };
    return roomStatus(this.#host.status.get(), room, this.#pending.size);
  }

  #tellStatus(): void {
    const now = this.#statusNow();
    const before = this.status.get();
    const isSame =
      now.name === before.name &&
      now.pending === before.pending &&
      now.code === before.code &&
      now.reason === before.reason &&
      now.retryAt === before.retryAt;
    if (!isSame) this.status.set(now);
  }
}

function pushAll(open: OpenChange, ops: OpsByKey): void {
  for (const [key, list] of Object.entries(ops)) for (const op of list) open.push(key, op);
}

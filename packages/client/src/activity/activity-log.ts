import { Refused, type RoomDefinition } from "@alongside/core";
import {
  activitiesOf,
  type Activity,
  ACTIVITY_MARK,
  type DownEntry,
  isToldTo,
  markOf,
  MOST_ENTRIES,
  type Seq,
  TELLING,
} from "@alongside/core/engine";
import { Listeners } from "../cell.ts";
import { ask } from "../history/ask.ts";
import { knownNames } from "../history/names.ts";
import type { RoomSession } from "../room/room.ts";

/** Pages of activities that are kept. */
const MOST_PAGES = 40;

/** One question for earlier ones looks through so many pages, until it finds any. */
const MOST_EMPTY = 10;

/** Why what was before could not be had. */
export interface WhyNot {
  readonly code: string | undefined;
  readonly message: string;
}

type Page = readonly Activity[];

/**
 * The activities of a room that this page knows of: those of the log as it comes, and of before what was asked for. A stretch of the log without gaps,
 * in pages that end at marks.
 */
export class ActivityLog<D extends RoomDefinition> {
  /** By their marks, oldest first. Another array whenever something is added. */
  pages: ReadonlyMap<Seq, Page> = new Map();
  /** Whether there may be more before the first page. */
  hasEarlier = true;
  isBusy = true;
  why: WhyNot | undefined;
  /** Names of users by their ids, as far as they were ever seen here. */
  names: ReadonlyMap<string, string>;
  readonly session: RoomSession<D>;
  readonly #listeners: Listeners<void>;
  /** The entry before the first that is known. */
  #from: Seq = 0;
  /** What is known is of this copy of the room: another one was fetched anew. */
  #replica: unknown;
  #isChanged = false;
  /** The app's function has thrown, which is reported once. */
  #hasThrown = false;
  #asking: Promise<void> = Promise.resolve();
  #stops: readonly (() => void)[] = [];

  constructor(session: RoomSession<D>) {
    this.session = session;
    this.names = knownNames(session);
    this.#listeners = new Listeners(session.report);
  }

  subscribe(callback: () => void): () => void {
    const isFirst = this.#listeners.isEmpty;
    const stop = this.#listeners.add(callback);
    if (isFirst) this.#start();
    return () => {
      stop();
      if (this.#listeners.isEmpty) this.#stop();
    };
  }

  #start(): void {
    const { copy, presence, told } = this.session;
    copy.heard = ({ seq, at, ops, mutation, actor = this.#self }) => {
      // Of another copy what it begins with is read, or asked for, once all of it is here.
      if (copy.replica !== this.#replica) return;
      const rights = copy.rights.get();
      if (mutation?.name === TELLING && rights && !isToldTo(mutation, rights)) return;
      this.#add(
        activitiesOf({ seq, at, actor, ops, mutation }, copy.definition.activity, this.#threw),
      );
      this.#isChanged = true;
    };
    this.#stops = [
      copy.listeners.add(() => {
        this.#check();
        this.#tell();
      }),
      presence.people.subscribe(() => {
        this.#isChanged = true;
        this.#tell();
      }),
      told.cell.subscribe(() => {
        if (copy.isIn && this.why?.code === "link.lost") void this.earlier();
      }),
    ];
    this.#check();
  }

  /** Where nobody listens what comes would be missed: it is begun anew then. */
  #stop(): void {
    for (const stop of this.#stops) stop();
    this.session.copy.heard = undefined;
    this.#replica = undefined;
  }

  get #self(): string {
    return this.session.host.user.get()?.id ?? "";
  }

  /** Begins anew where the room did. */
  #check(): void {
    const { copy } = this.session;
    if (!copy.isReady || copy.replica === this.#replica) return;
    this.#replica = copy.replica;
    this.#from = copy.seq;
    this.pages = new Map();
    this.hasEarlier = this.#from > 0;
    this.why = undefined;
    this.isBusy = false;
    this.#isChanged = true;
    void this.earlier();
  }

  #tell(): void {
    if (!this.#isChanged) return;
    this.#isChanged = false;
    this.names = knownNames(this.session);
    this.#listeners.call();
  }

  #add(activities: Page): void {
    const [first] = activities;
    if (first === undefined) return;
    const mark = markOf(first.seq);
    const pages = new Map(this.pages);
    pages.set(mark, [...(pages.get(mark) ?? []), ...activities]);
    const [oldest] = pages.keys();
    if (pages.size > MOST_PAGES && oldest !== undefined) {
      pages.delete(oldest);
      this.#from = oldest;
      this.hasEarlier = true;
    }
    this.pages = pages;
  }

  /** Asks for the page before those that are here, after what is being asked for already. Never rejects: `why` says why there is none. */
  earlier(): Promise<void> {
    this.#asking = this.#asking.then(async () => {
      if (!this.hasEarlier) return;
      this.#become(true, undefined);
      try {
        for (let i = 0; i < MOST_EMPTY && this.hasEarlier; i++) if (await this.#before()) break;
        this.#become(false, undefined);
      } catch (error) {
        const { message } = error as Error;
        const code = error instanceof Refused ? error.code : undefined;
        // Who may not see the past, or has a server that cannot be asked, does not ask again.
        if (code === "history.forbidden" || code === "history.unsupported") this.hasEarlier = false;
        this.#become(false, { code, message });
      }
    });
    return this.#asking;
  }

  #become(isBusy: boolean, why: WhyNot | undefined): void {
    this.isBusy = isBusy;
    this.why = why;
    this.#isChanged = true;
    this.#tell();
  }

  /** Puts the page before `#from` in front. Returns whether it has something. */
  async #before(): Promise<boolean> {
    const end = this.#from;
    const replica = this.#replica;
    const wanted = markOf(end) - ACTIVITY_MARK;
    const { start, list } = await this.#entries(wanted, end);
    // What was asked for is not of what is here now.
    if (this.#replica !== replica || this.#from !== end) return true;
    const found = list.flatMap((entry) =>
      "actor" in entry ? activitiesOf(entry, this.session.definition.activity, this.#threw) : [],
    );
    this.#from = start;
    this.hasEarlier = start > 0 && start === wanted;
    const mark = markOf(end);
    if (found.length > 0)
      this.pages = new Map([
        [mark, [...found, ...(this.pages.get(mark) ?? [])]],
        ...[...this.pages].filter(([at]) => at !== mark),
      ]);
    return found.length > 0;
  }

  /** The entries after `wanted` up to `end`, or those of them that are kept, after `start`. */
  async #entries(
    wanted: Seq,
    end: Seq,
  ): Promise<{ readonly start: Seq; readonly list: readonly DownEntry[] }> {
    let [low, high] = [wanted, end];
    for (let at = wanted; low < high; at = (low + high) >> 1) {
      try {
        if (at !== wanted)
          await ask(this.session, { of: "entries", after: at, until: at + 1, limit: 1 });
        else return { start: wanted, list: await this.#between(wanted, end) };
        high = at;
      } catch (error) {
        if (!(error instanceof Refused) || error.code !== "history.forgotten") throw error;
        low = at + 1;
      }
    }
    return { start: high, list: high === end ? [] : await this.#between(high, end) };
  }

  async #between(after: Seq, until: Seq): Promise<readonly DownEntry[]> {
    const all: DownEntry[] = [];
    for (let from: Seq | undefined = after; from !== undefined && from < until;) {
      const page: { readonly list: readonly DownEntry[]; readonly next?: Seq } = await ask(
        this.session,
        { of: "entries", after: from, until, limit: MOST_ENTRIES },
      );
      all.push(...page.list);
      from = page.next;
    }
    return all;
  }

  readonly #threw = (error: unknown): void => {
    if (!this.#hasThrown) this.session.report(error);
    this.#hasThrown = true;
  };
}

import { type Entry, parseRoomId, type RoomId, type Seq } from "@alongside/core/engine";
import {
  type Cursor,
  type FollowerLine,
  type FollowerStep,
  type Kept,
  type NewKept,
  Outread,
} from "../store/followed.ts";
import { type Due, dueOf, writeAll } from "./due.ts";
import { asHandler } from "./handling.ts";
import { Asking, chainFault, clientOf, type Intent, numbersOf } from "./intents.ts";
import { letterAt, type LetterBody, letterOf } from "./letters.ts";
import type { FollowedBatch } from "./options.ts";
import { inTime } from "./pace.ts";
import type { FollowerTask } from "./parts.ts";
import { doneUpTo, isGiven, type Piece, readPiece } from "./reading.ts";

/**
 * One follower in one room. What a handler wants written is kept, with the cursor, before any of it is written; so whatever is cut off, the
 * next one who comes knows what is left, and the numbers of the writes say which of them were made.
 */
export class InRoom {
  readonly #task: FollowerTask;
  readonly #line: FollowerLine;
  readonly #room: RoomId;
  readonly #onLetters: () => void;
  #cursor: Cursor | undefined;
  /** Up to which entry all was done, the last time that nothing was left to be written. */
  #written = 0;
  /** Whether cursor and writes are those of the store. */
  #isKnown = false;
  /** How often somebody was erased from the room before anything was read of it. */
  #generation = 0;
  readonly #due = new Set<Due>();
  /** Writes that were made, and are still kept. */
  #made: number[] = [];
  /** How often the handler has failed at what is next. */
  #failures = 0;
  #turn: Promise<unknown> = Promise.resolve();

  /** `onLetters` hears that there are more or fewer letters. */
  constructor(task: FollowerTask, line: FollowerLine, room: RoomId, onLetters: () => void) {
    this.#onLetters = onLetters;
    this.#task = task;
    this.#line = line;
    this.#room = room;
  }

  /** All up to this entry is done: what came of it is written too. */
  get seq(): Seq {
    return this.#due.size > 0 ? this.#written : this.#read;
  }

  get #read(): Seq {
    return this.#cursor?.seq ?? 0;
  }

  /** How far it has come, to be saved. */
  get cursor(): Cursor | undefined {
    return this.#cursor;
  }

  /** Whether nothing is left to do up to this entry, as far as is known here. */
  isDone(head: Seq): boolean {
    return this.#isKnown && this.#due.size === 0 && this.#made.length === 0 && this.#read >= head;
  }

  /** Goes past entries that are next and none of its concern, without reading anything. Returns whether it did. */
  pass(entries: readonly Entry[]): boolean {
    const [cursor, last] = [this.#cursor, entries.at(-1)];
    if (cursor === undefined || last === undefined || !this.isDone(cursor.seq)) return false;
    if (entries[0]?.seq !== cursor.seq + 1) return false;
    if (entries.some((entry) => isGiven(entry, this.#task.wanted))) return false;
    this.#cursor = { ...cursor, seq: last.seq };
    return true;
  }

  /** Does what is next. False where nothing is left. Rejects where it is to be tried again: then it is as if nothing was known. */
  step(): Promise<boolean> {
    return this.#alone(async () => {
      try {
        return await this.#step();
      } catch (error) {
        if (error instanceof Outread) return true;
        throw error;
      }
    });
  }

  async #step(): Promise<boolean> {
    const { store, wanted, batch } = this.#task;
    const { epochs, generation = 0 } = await store.origin(this.#room);
    await this.#know(generation);
    await this.#writeDue();
    if (epochs.at(-1)?.epoch !== this.#cursor?.epoch)
      this.#goTo(doneUpTo(this.#cursor, epochs, await store.head(this.#room)), epochs.at(-1));
    const most = this.#failures > 0 ? 1 : batch;
    const piece = await readPiece(
      store,
      this.#room,
      this.#read,
      epochs,
      this.#wanted(wanted),
      most,
    );
    if (piece === undefined) {
      if (this.#made.length > 0) await this.#save({});
      return false;
    }
    if (piece.entries.length === 0 && piece.gap === undefined) {
      this.#cursor = { epoch: piece.epoch, seq: piece.upTo };
      return true;
    }
    await this.#give(piece);
    return true;
  }

  /** Tries again what a letter is about. Rejects with what the handler throws; the letter stays then. */
  retry(id: number): Promise<void> {
    return this.#alone(async () => {
      const { generation = 0 } = await this.#task.store.origin(this.#room);
      await this.#know(generation);
      const letter = await letterAt(this.#task, id);
      const { entries, write, via = [] } = JSON.parse(letter.body) as LetterBody;
      const client = clientOf(this.#line.secret, this.#room, `letter ${letter.id}`);
      if (entries === undefined) {
        const again = { via: [...via, this.#task.name], ...write, client, n: 1 };
        await this.#save({
          remove: [letter.id],
          add: [{ ...letter, kind: "write", body: JSON.stringify(again) }],
        });
      } else {
        const { store, wanted } = this.#task;
        const { epochs } = await store.origin(this.#room);
        const count = entries.to - entries.from + 1;
        const piece = await readPiece(store, this.#room, entries.from - 1, epochs, wanted, count);
        const asking = piece === undefined ? undefined : await this.#ask(piece);
        const kept = asking && piece ? this.#keptOf(piece, asking, client) : [];
        await this.#save({ remove: [letter.id], add: kept });
      }
      await this.#writeDue();
      await this.#save({});
    });
  }

  #wanted(wanted: FollowerTask["wanted"]): FollowerTask["wanted"] {
    return this.#task.isFromNow ? { ...wanted, since: this.#line.since } : wanted;
  }

  /** Calls the handler, and keeps what comes of it. */
  async #give(piece: Piece): Promise<void> {
    const cursor = { room: this.#room, epoch: piece.epoch, seq: piece.upTo };
    let kept: readonly NewKept[];
    try {
      const asking = await this.#ask(piece);
      kept = this.#keptOf(piece, asking, clientOf(this.#line.secret, this.#room, piece.epoch));
    } catch (error) {
      this.#failures += 1;
      if (this.#failures < this.#task.attempts) throw error;
      const { upTo, epoch } = piece;
      const from = piece.entries[0]?.seq ?? upTo;
      const entries = { epoch, from, to: piece.entries.at(-1)?.seq ?? upTo };
      const message = error instanceof Error ? error.message : String(error);
      kept = [this.#letter({ code: "follower.failed", message, entries })];
      this.#task.onError(error);
    }
    await this.#save({ cursors: [cursor], add: kept });
    this.#failures = 0;
    await this.#writeDue();
  }

  async #ask(piece: Piece): Promise<Asking> {
    const { clock, timeoutMs, handler, check, stateAt, reach } = this.#task;
    const ending = new AbortController();
    const asking = new Asking(check, reach.writes);
    const { name, id } = parseRoomId(this.#room) ?? { name: this.#room, id: "" };
    const batch: FollowedBatch = {
      room: this.#room,
      name,
      id,
      entries: piece.entries,
      ...(piece.gap !== undefined && { gap: piece.gap }),
      signal: ending.signal,
      state: () => stateAt(this.#room, piece.upTo),
    };
    try {
      await inTime(
        clock,
        timeoutMs,
        () => asHandler(this.#task.name, piece.via, () => handler(batch, asking)),
        () => ending.abort(),
      );
      return asking;
    } finally {
      asking.end();
    }
  }

  #keptOf(piece: Piece, { asked }: Asking, client: string): readonly NewKept[] {
    const { name } = this.#task;
    const fault = chainFault(piece.via, name);
    const numberIn = numbersOf(piece.upTo);
    return asked.map(({ target, ...what }) => {
      if (fault !== undefined)
        return this.#letter(
          { code: "follower.chain", message: fault, write: what, via: piece.via },
          target,
        );
      const n = numberIn(target);
      const intent: Intent = { client, n, via: [...piece.via, name], ...what };
      return { kind: "write", room: this.#room, target, body: JSON.stringify(intent) };
    });
  }

  /** Makes what is kept, in order. */
  async #writeDue(): Promise<void> {
    const letters: NewKept[] = [];
    try {
      await writeAll(this.#task, this.#due, ({ id, target, intent }, ended) => {
        if (ended.isRefused) {
          const { code, message } = ended;
          const { client: _, n: __, ...write } = intent;
          letters.push(this.#letter({ code, message, write }, target));
        }
        this.#made.push(id);
      });
    } finally {
      if (letters.length > 0) await this.#save({ add: letters });
    }
  }

  #letter(body: Omit<LetterBody, "at">, target?: RoomId): NewKept {
    return letterOf(this.#room, target, { at: this.#task.clock.now(), ...body });
  }

  /** Saves a step, together with what was made. */
  async #save(step: FollowerStep): Promise<void> {
    const { store, name } = this.#task;
    const { add = [], remove = [] } = step;
    const made = this.#made;
    this.#isKnown = false;
    const readIn = add.length > 0 ? { room: this.#room, generation: this.#generation } : undefined;
    const ids = await store.saveFollower(name, { ...step, readIn, remove: [...remove, ...made] });
    this.#isKnown = true;
    this.#made = [];
    const [cursor] = step.cursors ?? [];
    if (this.#due.size === 0) this.#written = this.#read;
    if (cursor !== undefined) this.#cursor = { epoch: cursor.epoch, seq: cursor.seq };
    for (const [i, kept] of add.entries())
      if (kept.kind === "write") this.#due.add(dueOf({ ...kept, id: ids[i] as number }));
    if (remove.length > 0 || add.some(({ kind }) => kind === "letter")) this.#onLetters();
  }

  /**
   * Learns from the store how far it has come, where it does not know: at first, where nobody knows what was saved, and where somebody was
   * erased, as what was to be written is gone then.
   */
  async #know(generation: number): Promise<void> {
    if (this.#isKnown && generation === this.#generation) return;
    this.#isKnown = false;
    this.#generation = generation;
    const { store, name } = this.#task;
    this.#cursor = await store.cursor(name, this.#room);
    this.#due.clear();
    this.#made = [];
    for (let after: number | undefined = 0; after !== undefined;) {
      const page: readonly Kept[] = await store.kept(name, "write", after);
      for (const kept of page) if (kept.room === this.#room) this.#due.add(dueOf(kept));
      after = page.at(-1)?.id;
    }
    // Of which entries what is left came is not known.
    this.#written = Math.max(0, this.#read - 1);
    const { epochs } = await store.origin(this.#room);
    if (this.#cursor !== undefined)
      this.#goTo(doneUpTo(this.#cursor, epochs, await store.head(this.#room)), this.#cursor);
    this.#isKnown = true;
  }

  #goTo(seq: Seq, epoch: { readonly epoch: string } | undefined): void {
    this.#cursor = epoch === undefined ? undefined : { epoch: epoch.epoch, seq };
  }

  /** One thing after the other. */
  #alone<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(work, work);
    this.#turn = mine.catch(() => undefined);
    return mine;
  }
}

import type { Ended, Person, Stage, Viewer, Vitals } from "../../src/report/load/stage.ts";
import type { Write } from "../../src/report/writing.ts";

interface Timer {
  readonly at: number;
  readonly fn: () => void;
}

/** A clock that goes on to the next timer as soon as nothing else is left to do. */
export class FakeTime {
  #now = 0;
  /** Those that are due, the first one last. */
  readonly #timers: Timer[] = [];

  now(): number {
    return this.#now;
  }

  after(ms: number, fn: () => void): void {
    const at = this.#now + ms;
    const later = this.#timers.findLastIndex((timer) => timer.at > at);
    this.#timers.splice(later + 1, 0, { at, fn });
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.after(ms, resolve));
  }

  /** Lets time pass until `promise` is settled. */
  async until<T>(promise: Promise<T>): Promise<T> {
    let isOver = false;
    const over = (): void => void (isOver = true);
    promise.then(over, over);
    for (;;) {
      // Longer than any chain of promises in what is tested.
      for (let turn = 0; turn < 25; turn++) await Promise.resolve();
      if (isOver) return promise;
      const next = this.#timers.pop();
      if (next === undefined) throw new Error("Nothing will happen any more");
      this.#now = next.at;
      next.fn();
    }
  }
}

/** How a server of a test behaves, in ms. */
export interface Behaviour {
  /** From a change to the screens of the others, and half of that until its author knows. Given how many are in the room. */
  readonly change: (people: number) => number;
  readonly move: number;
  readonly join: number;
  readonly back: number;
  readonly refuse?: string;
  readonly canWrite?: boolean;
  readonly hasPoint?: boolean;
  readonly most?: number;
}

const USUAL: Behaviour = { change: () => 40, move: 33, join: 12, back: 200 };

/** People and a server without any of both: each room is a list of who is in it. */
export class FakeStage implements Stage {
  readonly time = new FakeTime();
  readonly traffic = { messages: 0, bytes: 0, pauses: 0 };
  readonly write: ((client: number) => Write) | undefined;
  readonly hasPoint: boolean;
  readonly behaviour: Behaviour;
  readonly rooms = new Map<string, Set<FakeViewer>>();
  readonly sizes = new Map<string, number>();
  seq = 0;
  #chance = 7;
  #n = 0;

  constructor(behaviour: Partial<Behaviour> = {}) {
    this.behaviour = { ...USUAL, ...behaviour };
    this.hasPoint = this.behaviour.hasPoint ?? true;
    if (this.behaviour.canWrite ?? true)
      this.write = () => ({ name: "update", fields: { n: ++this.#n } });
  }

  now(): number {
    return this.time.now();
  }
  sleep(ms: number): Promise<void> {
    return this.time.sleep(ms);
  }
  random(): number {
    this.#chance = (this.#chance * 16_807) % 2_147_483_647;
    return this.#chance / 2_147_483_647;
  }
  viewer(room: string): Viewer {
    return new FakeViewer(this, room);
  }
  async enter(room: string): Promise<Person> {
    await this.sleep(this.behaviour.join);
    if ((this.sizes.get(room) ?? 0) >= (this.behaviour.most ?? Infinity))
      throw new Error("Too many connections from this address (limit.connections)");
    return new FakePerson(this, room);
  }
  vitals(): Promise<Vitals | undefined> {
    return Promise.resolve({ cpuMs: this.now() / 10, memoryBytes: 1e8 });
  }
  busy(): number {
    return 0.5;
  }
}

class FakePerson implements Person {
  readonly stage: FakeStage;
  readonly room: string;

  constructor(stage: FakeStage, room: string) {
    this.stage = stage;
    this.room = room;
    stage.sizes.set(room, (stage.sizes.get(room) ?? 0) + 1);
  }

  async write(): Promise<Ended> {
    const { stage, room } = this;
    const { behaviour } = stage;
    stage.traffic.messages += 1;
    if (behaviour.refuse !== undefined) {
      await stage.sleep(1);
      return { name: "refused", code: behaviour.refuse, message: "No" };
    }
    const seq = ++stage.seq;
    const ms = behaviour.change(stage.sizes.get(room) ?? 0);
    for (const viewer of stage.rooms.get(room) ?? [])
      stage.time.after(viewer === (this as unknown) ? ms / 2 : ms, () => viewer.entry(seq));
    await stage.sleep(ms / 2);
    return { name: "committed", seq };
  }

  move(x: number): void {
    for (const viewer of this.stage.rooms.get(this.room) ?? [])
      if (viewer !== (this as unknown))
        this.stage.time.after(this.stage.behaviour.move, () => viewer.moved(x));
  }

  close(): void {
    this.stage.sizes.set(this.room, (this.stage.sizes.get(this.room) ?? 0) - 1);
  }
}

class FakeViewer extends FakePerson implements Viewer {
  isLive = false;
  trouble: string | undefined;
  readonly ready: Promise<void>;
  readonly #status = new Set<() => void>();
  readonly #screen = new Set<() => void>();
  readonly #entries = new Set<(seq: number) => void>();
  readonly #moves = new Set<(x: number, y: number) => void>();

  constructor(stage: FakeStage, room: string) {
    super(stage, room);
    const here = stage.rooms.get(room) ?? new Set();
    stage.rooms.set(room, here.add(this));
    this.ready = stage.sleep(stage.behaviour.join).then(() => void (this.isLive = true));
  }

  override write(): Promise<Ended> {
    for (const callback of this.#screen) callback();
    return super.write();
  }
  override close(): void {
    super.close();
    this.stage.rooms.get(this.room)?.delete(this);
  }
  entry(seq: number): void {
    for (const callback of this.#entries) callback(seq);
  }
  moved(x: number): void {
    for (const callback of this.#moves) callback(x, x);
  }
  breakLink(): void {
    this.set(false);
    this.stage.time.after(this.stage.behaviour.back, () => this.set(true));
  }
  set(isLive: boolean): void {
    this.isLive = isLive;
    for (const callback of this.#status) callback();
  }
  onStatus(callback: () => void): () => void {
    return kept(this.#status, callback);
  }
  onScreen(callback: () => void): () => void {
    return kept(this.#screen, callback);
  }
  onEntry(callback: (seq: number) => void): () => void {
    return kept(this.#entries, callback);
  }
  onMove(callback: (x: number, y: number) => void): () => void {
    return kept(this.#moves, callback);
  }
}

function kept<T>(all: Set<T>, one: T): () => void {
  all.add(one);
  return () => all.delete(one);
}

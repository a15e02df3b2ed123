import { Refused } from "@alongside/core";
import { cross } from "@alongside/core/text";
import type { TextValue } from "@alongside/core";
import type { Delta } from "@alongside/core/text";
import type { Caret, RemoteCaret, SharedText } from "../../src/shared-text.ts";
import { mapped, sideOf } from "./wire.ts";
import type { Down, Up } from "./wire.ts";

interface Pending {
  delta: Delta;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

type Listeners<Callback> = Set<{ readonly callback: Callback }>;

/** A stand-in for a page around one text: what it sees, what it has under way, and the handles its editors hold. */
export class TextClient {
  readonly id: string;
  /** The longest text that the definition allows. */
  maxLength = Infinity;
  #view: TextValue | undefined;
  #base: number;
  #pending: Pending[] = [];
  #canWrite = true;
  /** The others' carets in the text as the server has it. */
  readonly #carets = new Map<string, Caret>();
  #drawn: readonly RemoteCaret[] = [];
  readonly #users = new Map<string, RemoteCaret["user"]>();
  readonly #say: (message: Up) => void;
  readonly #observers: Listeners<(delta: Delta | undefined, from: object) => void> = new Set();
  readonly #caretListeners: Listeners<() => void> = new Set();
  readonly #writeListeners: Listeners<() => void> = new Set();
  /** The caret that was said last, null when hidden. */
  caret: Caret | null = null;
  /** How many carets were said. */
  caretsSaid = 0;

  constructor(id: string, text: TextValue, base: number, say: (message: Up) => void) {
    this.id = id;
    this.#view = text;
    this.#base = base;
    this.#say = say;
  }

  get text(): string {
    return String(this.#view);
  }

  /** How many listeners are there, of any kind. */
  get listeners(): number {
    return this.#observers.size + this.#caretListeners.size + this.#writeListeners.size;
  }

  set canWrite(canWrite: boolean) {
    this.#canWrite = canWrite;
    for (const { callback } of this.#writeListeners) callback();
  }

  /** The record that holds the text goes; or comes, with this text. */
  set view(text: TextValue | undefined) {
    this.#view = text;
    for (const { callback } of this.#observers) callback(undefined, this);
    for (const { callback } of this.#writeListeners) callback();
  }

  /** A handle for one editor. */
  open(): SharedText {
    const handle: SharedText = {
      get: () => this.#view,
      edit: (delta) => this.#edit(delta, handle),
      observe: (callback) =>
        added(this.#observers, (delta, from) => {
          if (from !== handle) callback(delta);
        }),
      carets: {
        get: () => this.#drawn,
        subscribe: (callback) => added(this.#caretListeners, callback),
      },
      setCaret: (caret) => {
        this.caret = caret;
        this.caretsSaid++;
        this.#say({ caret, base: this.#base });
      },
      canWrite: {
        get: () => this.#canWrite && this.#view !== undefined,
        subscribe: (callback) => added(this.#writeListeners, callback),
      },
    };
    return handle;
  }

  hear(message: Down): void {
    if ("caret" in message) {
      if (message.caret) this.#carets.set(message.client, message.caret);
      else this.#carets.delete(message.client);
      this.#drawCarets();
      return;
    }
    if ("ack" in message) {
      this.#base = message.ack;
      const ended = this.#pending.shift();
      this.#mapCarets(ended?.delta ?? []);
      ended?.resolve();
      return;
    }
    if ("skip" in message) {
      this.#base = message.skip;
      return;
    }
    const { unit, refused } = message;
    this.#base = unit.seq;
    const ended = refused === undefined ? undefined : this.#pending.shift();
    if (ended === undefined) this.#mapCarets(unit.delta);
    let { delta } = unit;
    for (const pending of this.#pending)
      [pending.delta, delta] = cross(pending.delta, delta, sideOf(this.id, unit));
    this.#view = this.#view?.apply(delta);
    if (delta.length > 0) for (const { callback } of this.#observers) callback(delta, this);
    this.#drawCarets();
    ended?.reject(refused);
  }

  #edit(delta: Delta, handle: SharedText): { committed: Promise<unknown> } {
    if (this.#view === undefined) throw new TypeError("The text is not there");
    if (!this.#canWrite) throw new Refused("write.denied", "You may only read");
    if (this.#view.splits(delta)) throw new RangeError("Half a surrogate pair");
    const view = this.#view.apply(delta);
    if (view.length > this.maxLength) throw new RangeError(`The text would have ${view.length}`);
    this.#view = view;
    this.#say({ delta, base: this.#base });
    const committed = new Promise<void>((resolve, reject) => {
      this.#pending.push({ delta, resolve, reject });
    });
    for (const { callback } of this.#observers) callback(delta, handle);
    this.#drawCarets();
    return { committed };
  }

  #mapCarets(delta: Delta): void {
    for (const [client, caret] of this.#carets)
      this.#carets.set(client, mapped(caret, [{ delta }]));
  }

  /** Tells of the carets when they are others than before. */
  #drawCarets(): void {
    const drawn = [...this.#carets].map(([client, caret]): RemoteCaret => {
      const user = this.#users.get(client) ?? {
        id: client,
        name: client,
        color: "rgb(200, 30, 90)",
      };
      this.#users.set(client, user);
      return { client, user, ...mapped(caret, this.#pending) };
    });
    if (JSON.stringify(drawn) === JSON.stringify(this.#drawn)) return;
    this.#drawn = drawn;
    for (const { callback } of this.#caretListeners) callback();
  }
}

function added<Callback>(listeners: Listeners<Callback>, callback: Callback): () => void {
  const entry = { callback };
  listeners.add(entry);
  return () => {
    listeners.delete(entry);
  };
}

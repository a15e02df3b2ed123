import { equalJson, type Json } from "../json.ts";
import type { Seq } from "../ids.ts";
import { type Caret, moveCaret } from "./caret.ts";
import type { Delta, Side } from "./delta.ts";
import type { TextOp } from "./text-op.ts";
import type { SeenTexts, TextHolder, TextOwner } from "./text-state.ts";

/** What somebody shows of themselves. */
type Presence = { readonly [field: string]: Json };

/** Arithmetic of carets, injected by `caret()` so that rooms without carets do not bundle it. */
export interface CaretEngine {
  /** The caret after an edit of its text. An insert right at it leaves it to the `stick` of what was inserted. */
  move(caret: Caret, delta: Delta, stick: Side): Caret;
  /** Keeps the carets of a page, which are in these fields of presence. */
  track(names: readonly string[]): Carets;
}

export const caretEngine: CaretEngine = { move: moveCaret, track: (names) => new Carets(names) };

/** Ops by top-level key; those on texts are `TextOp`s. */
type OpLists = { readonly [key: string]: readonly { readonly op: string }[] };

/** The state of a room that the own caret is sent from. */
interface Here {
  /** The last `seq` that is seen here. */
  readonly seq: Seq;
  readonly replica: SeenTexts & {
    readonly state: {
      readonly unborn: ReadonlyMap<string, TextHolder>;
      find(id: string): TextHolder | undefined;
    };
    /** Own edits that are not in the log. */
    readonly pendingTexts:
      | { of(id: string, field: string): readonly { readonly layer: TextOwner | undefined }[] }
      | undefined;
  };
  /** `sent` is the last change that was sent over the present link. */
  readonly pending: { readonly sent: number };
}

interface Held {
  readonly client: string;
  readonly name: string;
  caret: Caret;
}

/**
 * Keeps a page's carets on their letters. Somebody else's caret holds for a state of the log: one that is ahead of this page waits,
 * and those that are shown move with each edit of the log, as they do on the server. The own caret moves with what is seen.
 */
export class Carets {
  /** The fields of presence that are carets. */
  readonly names: readonly string[];
  #held: Held[] = [];

  constructor(names: readonly string[]) {
    this.names = names;
  }

  // Others' carets

  /** Forgets what waits: everyone is told of anew. */
  clear(): void {
    this.#held = [];
  }

  /** What somebody shows, without the carets that are ahead of `seq`. */
  arrived(client: string, presence: Presence, seq: Seq): Presence {
    const now: Record<string, Json> = { ...presence };
    for (const name of this.names) {
      if (!(name in now)) continue;
      this.#held = this.#held.filter((held) => held.client !== client || held.name !== name);
      const caret = caretIn(now, name);
      if (caret === undefined || (caret.seq ?? 0) <= seq) continue;
      this.#held.push({ client, name, caret });
      delete now[name];
    }
    return now;
  }

  /** The carets that waited for `seq`. */
  due(seq: Seq): readonly { readonly client: string; readonly presence: Presence }[] {
    const due = this.#held.filter(({ caret }) => (caret.seq ?? 0) <= seq);
    if (due.length > 0) this.#held = this.#held.filter((held) => !due.includes(held));
    return due.map(({ client, name, caret }) => ({ client, presence: shown({}, name, caret) }));
  }

  /** `author` has edited texts at `seq`: moves the carets that wait. Returns what moves those of a person that are shown. */
  edited(
    seq: Seq,
    author: string,
    ops: OpLists,
  ): ((client: string, presence: Presence) => Presence) | undefined {
    const texts = Object.values(ops).flat().filter(isText);
    if (texts.length === 0) return undefined;
    for (const held of this.#held)
      held.caret = moveOver(held.caret, seq, held.client === author, texts);
    return (client, presence) => {
      let now = presence;
      for (const name of this.names) {
        const caret = caretIn(now, name);
        const moved = caret && moveOver(caret, seq, client === author, texts);
        if (moved !== undefined && moved !== caret) now = shown(now, name, moved);
      }
      return now;
    };
  }

  // The own caret

  /** The own presence after an edit of a text as it is seen; the same object when no caret moved. */
  seen(own: Presence, id: string, field: string, delta: Delta, stick: Side): Presence {
    let now = own;
    for (const name of this.names) {
      const caret = caretIn(now, name);
      if (caret?.id !== id || caret.field !== field) continue;
      const moved = moveCaret(caret, delta, stick);
      if (moved !== caret) now = shown(now, name, moved);
    }
    return now;
  }

  /** The fields whose own caret is in a text. */
  in(own: Presence, id: string, field: string): readonly string[] {
    return this.names.filter((name) => {
      const caret = caretIn(own, name);
      return caret?.id === id && caret.field === field;
    });
  }

  /** Whether a field is a caret that stands where the own one has come to be by itself: nobody needs to be told. */
  isSame(own: Presence, name: string, value: Json | undefined): boolean {
    return this.names.includes(name) && name in own && equalJson(own[name], value);
  }

  /**
   * A caret as it is sent: with the state of the log it holds for, and null where there is no such text. Undefined for one that
   * counts what is not sent yet, and so has to wait for that.
   */
  outgoing(value: Json | undefined, here: Here): Json | undefined {
    const { seq, replica } = here;
    const caret = value as unknown as Caret | null | undefined;
    if (caret === null || caret === undefined) return null;
    if (isHolding(here, caret)) return undefined;
    // Nobody has a record that is only just being made.
    if (replica.state.unborn.has(caret.id)) return undefined;
    const node = replica.state.find(caret.id);
    if (node === undefined || node.stub) return null;
    const { length } = replica.text(node, caret.field);
    const anchor = Math.min(caret.anchor, length);
    return { ...caret, anchor, head: Math.min(caret.head, length), seq };
  }
}

/** A caret over those edits it does not contain. What its owner typed takes it along. */
function moveOver(caret: Caret, seq: Seq, isAuthor: boolean, texts: readonly TextOp[]): Caret {
  if ((caret.seq ?? 0) >= seq) return caret;
  let moved = caret;
  for (const { id, field, delta } of texts) {
    if (id === caret.id && field === caret.field)
      moved = moveCaret(moved, delta, isAuthor ? "right" : "left");
  }
  return moved;
}

function caretIn(presence: Presence, name: string): Caret | undefined {
  return (presence[name] as unknown as Caret | null | undefined) ?? undefined;
}

function shown(presence: Presence, name: string, caret: Caret): Presence {
  return { ...presence, [name]: caret as unknown as Json };
}

/** Whether something was typed into a caret's text that is not sent yet. */
function isHolding({ replica, pending }: Here, { id, field }: Caret): boolean {
  const last = replica.pendingTexts?.of(id, field).at(-1);
  return last?.layer !== undefined && Number(last.layer.n) > pending.sent;
}

function isText(op: { readonly op: string }): op is TextOp {
  return op.op === "text";
}

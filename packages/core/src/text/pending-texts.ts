import type { Delta, Side } from "./delta.ts";
import { diff } from "./diff.ts";
import { invert } from "./invert.ts";
import { movedEdits } from "./moved-edits.ts";
import { PendingText, TextBundle } from "./pending-text.ts";
import type { TextOp } from "./text-op.ts";
import { type Shelf, TextShelves } from "./text-shelves.ts";
import type { SeenTexts, TextHolder, TextOwner, TextState } from "./text-state.ts";
import type { TextValue } from "./text-value.ts";
import { cross } from "./transform.ts";

/** One text with own edits that are not in the log. */
interface Slot {
  readonly id: string;
  readonly field: string;
  /** In the order they were made; each stands over the log's text with those before it. */
  items: PendingText[];
  /** The text as it is seen; undefined until somebody looks. */
  view: TextValue | undefined;
  /** The text after `items[0]`, cached until that changes: `settle` takes it over instead of applying the delta once more. */
  under: TextValue | undefined;
}

/** Texts that edits were made on, by record and field. */
export type Grounds = ReadonlyMap<string, TextValue>;

/** Finds a record as it is seen. */
type NodeOf = (id: string) => TextHolder | undefined;

/** A text of a record that is only guessed. */
interface Guess {
  readonly id: string;
  readonly field: string;
  readonly text: TextValue;
}

/** Where an edit of the change `change` stands in a room that began anew; undefined where its text is not there any more. */
type Moved = (change: number, edit: TextOp) => Delta | undefined;

/** What changed of a text as it is seen. */
export type TextListener = (id: string, field: string, delta: Delta) => void;

/**
 * The own edits of texts that are not in the log: for each text a list, which goes over whatever the log says next, unit by
 * unit, exactly as the server takes the same edits over the same units (the Jupiter protocol, Nichols et al. 1995).
 */
export class PendingTexts {
  /** Told of what others' edits and refusals change on the screen; of own edits tells who makes them. */
  onChange: TextListener = () => {};
  readonly #state: TextState;
  readonly #slots = new Map<string, Slot>();
  readonly #shelves = new TextShelves();
  /** While entries are gathered: what they did to each text with own edits, not yet taken over those. */
  #gathered: Map<Slot, PendingText> | undefined;

  constructor(state: TextState) {
    this.#state = state;
  }

  /** A text as it is seen. */
  read(node: TextHolder, field: string): TextValue {
    const slot = this.#slotAt(node.id, field);
    const confirmed = this.#state.text(node, field);
    if (slot === undefined) return confirmed;
    return (slot.view ??= slot.items.reduce((text, item) => item.applyTo(text), confirmed));
  }

  /** An own edit. Returns the item to keep in the change's layer; undefined when the layer has one for this text already. */
  push(layer: TextOwner, { id, field, delta }: TextOp): PendingText | undefined {
    let slot = this.#slotAt(id, field);
    if (slot === undefined) {
      slot = { id, field, items: [], view: undefined, under: undefined };
      this.#slots.set(keyOf(id, field), slot);
    }
    const under = slot.view;
    if (slot.view !== undefined) slot.view = slot.view.apply(delta);
    this.#shelves.move(id, field, delta);
    const last = slot.items.at(-1);
    if (last?.layer === layer) {
      last.add(delta);
      return undefined;
    }
    if (slot.items.length === 1) slot.under = under;
    const item = new PendingText(layer, id, field, delta);
    slot.items.push(item);
    return item;
  }

  /** The last edit of a text joins the one before it, of the change `into`. False when that change has not edited this text. */
  merge(item: PendingText, into: TextOwner): boolean {
    const slot = this.#slotOf(item);
    const before = slot?.items.at(-2);
    if (slot === undefined || slot.items.at(-1) !== item) return false;
    if (before?.layer !== into) {
      item.layer = into;
      return false;
    }
    before.append(item);
    slot.items.pop();
    return true;
  }

  /** Edits of one text that stand in a row become one, of the change `layer`. */
  bundle(layer: TextOwner, items: readonly PendingText[]): TextBundle {
    const bundle = new TextBundle(layer, items);
    this.#replace(items, [bundle]);
    return bundle;
  }

  /** They are told apart again: where they came out otherwise than as one, that is told. */
  unbundle(bundle: TextBundle): void {
    const { id, field, parts } = bundle;
    const node = this.#state.nodes.get(id) ?? this.#state.unborn.get(id);
    const seen = node && this.read(node, field);
    const slot = this.#replace([bundle], parts);
    if (slot !== undefined) slot.view = undefined;
    if (node === undefined || seen === undefined) return;
    const view = this.read(node, field);
    if (!view.equals(seen)) this.#tell(id, field, diff(seen, view));
  }

  #replace(items: readonly PendingText[], now: readonly PendingText[]): Slot | undefined {
    const [first] = items;
    const slot = first && this.#slotOf(first);
    if (first === undefined || slot === undefined) return undefined;
    slot.items.splice(slot.items.indexOf(first), items.length, ...now);
    slot.under = undefined;
    return slot;
  }

  /** The newest edit of a text will not be: its change was given up while it was written. */
  drop(item: PendingText): void {
    const slot = this.#slotOf(item);
    if (slot === undefined) return;
    const node = this.#state.nodes.get(item.id);
    const seen =
      node === undefined || this.#shelves.isEmpty ? undefined : this.read(node, item.field);
    slot.view = undefined;
    this.#remove(slot, item);
    if (node === undefined || seen === undefined) return;
    this.#shelves.move(item.id, item.field, diff(seen, this.read(node, item.field)));
  }

  /** The texts that `edits` of changes after the change `change` were made on; call while that is pending. */
  grounds(change: number, edits: readonly TextOp[], nodeOf: NodeOf): Grounds {
    const grounds = new Map<string, TextValue>();
    for (const { id, field } of edits) {
      const node = nodeOf(id);
      if (node === undefined) continue;
      const items = this.of(id, field).filter(({ layer }) => (layer?.n as number) <= change);
      const text = items.reduce(
        (value, item) => item.applyTo(value),
        this.#state.text(node, field),
      );
      grounds.set(keyOf(id, field), text);
    }
    return grounds;
  }

  /**
   * Returns what takes edits, one after the other, from the texts they were made on to those that are there now; undefined for one
   * of which nothing is left.
   */
  mover(grounds: Grounds, nodeOf: NodeOf): (op: TextOp) => Delta | undefined {
    const units = new Map<string, Delta>();
    return ({ id, field, delta }) => {
      const key = keyOf(id, field);
      const [ground, node] = [grounds.get(key), nodeOf(id)];
      if (ground === undefined || node === undefined) return delta;
      const unit = units.get(key) ?? diff(ground, this.read(node, field));
      const [own, others] = cross(delta, unit, "right");
      units.set(key, others);
      return own.length === 0 ? undefined : own;
    };
  }

  /** Somebody else's edit is in the log, and in the log's text. Own inserts at the same spot go to `side` of theirs. */
  others({ id, field, delta }: TextOp, side: Side): void {
    const slot = this.#slotAt(id, field);
    if (slot === undefined) return this.#tell(id, field, delta);
    if (this.#gathered === undefined) return this.#over(slot, delta, side);
    const pile = this.#gathered.get(slot);
    if (pile !== undefined) pile.add(delta);
    else this.#gathered.set(slot, new PendingText(undefined, id, field, delta));
  }

  /**
   * Takes what others did while `fn` runs over the own edits in one go, for a client that was away for long. No own edit may
   * end meanwhile: the server has taken those over the same units one by one.
   */
  gather(fn: () => void): void {
    const gathered = new Map<Slot, PendingText>();
    this.#gathered = gathered;
    try {
      fn();
    } finally {
      // Also of what was gathered before `fn` threw: the log's texts have it already.
      this.#gathered = undefined;
      for (const [slot, pile] of gathered) this.#over(slot, pile.delta, "right");
    }
  }

  /** An own edit is in the log, as it stands here. Writes it to the log's text; nothing is seen to change. */
  settle(item: PendingText): void {
    const node = this.#state.nodes.get(item.id);
    const slot = this.#slotOf(item);
    let seen: TextValue | undefined;
    if (slot !== undefined && slot.items[0] === item) {
      slot.items.shift();
      // The log's text is now what was seen after this edit: one object for both.
      seen = slot.items.length === 0 ? slot.view : slot.under;
      slot.under = undefined;
    }
    if (slot?.items.length === 0) this.#forget(slot);
    if (node === undefined || node.stub) return;
    const text = seen ?? item.applyTo(this.#state.text(node, item.field));
    this.#state.writeText(node, item.field, text);
  }

  /** An own edit was refused: what was typed after it stays, over its inverse. */
  refuse(item: PendingText): void {
    const slot = this.#slotOf(item);
    if (slot === undefined) return;
    // A record that an own change is still to make has a text too.
    const node = this.#state.nodes.get(item.id) ?? this.#state.unborn.get(item.id);
    if (node === undefined || node.stub) return this.drop(item);
    const at = slot.items.indexOf(item);
    const earlier = slot.items.slice(0, at);
    const later = slot.items.slice(at + 1);
    // Those before it are in the log, though it was not told so here.
    const before = earlier.reduce(
      (text, own) => own.applyTo(text),
      this.#state.text(node, item.field),
    );
    slot.items = later;
    this.#over(slot, invert(item.delta, before), "right");
    slot.items = [...earlier, ...later];
    if (slot.items.length === 0) this.#forget(slot);
  }

  /** The texts of records that the log is about to make, as they are guessed to begin, where anybody has asked for them. */
  guesses(ids: ReadonlySet<string>): readonly Guess[] {
    const found: Guess[] = [];
    for (const id of ids) {
      const node = this.#state.unborn.get(id);
      if (node === undefined) continue;
      const fields = new Set(node.texts?.keys());
      for (const slot of this.#slots.values()) if (slot.id === id) fields.add(slot.field);
      for (const field of fields) found.push({ id, field, text: this.#state.text(node, field) });
    }
    return found;
  }

  /** The log has made those records: where a text begins otherwise than was guessed, the difference is told, and own edits go over it. */
  guessed(guesses: readonly Guess[]): void {
    for (const { id, field, text: guess } of guesses) {
      const node = this.#state.nodes.get(id);
      if (node === undefined) continue;
      const text = this.#state.text(node, field);
      if (text.equals(guess)) continue;
      const delta = diff(guess, text);
      const slot = this.#slotAt(id, field);
      if (slot === undefined) this.#tell(id, field, delta);
      else this.#over(slot, delta, "right");
    }
  }

  /**
   * The room begins anew from the server's state `next`, in which the changes of which `hasEnded` says so are contained; `isMade`
   * tells of records that one which goes on makes. Returns where the own edits that go on stand over the texts there: over the
   * difference. Nothing is changed here, so that what was seen can still be asked for. A text that this fails for is reported, and counts as gone.
   */
  movedTo(
    next: TextState,
    hasEnded: (change: number) => boolean,
    isMade: (id: string) => boolean,
    report: (error: unknown) => void,
  ): Moved {
    const room = { before: this.#state, next, hasEnded, isMade };
    const moved = movedEdits(this.#slots.values(), room, report);
    return (change, op) => {
      const item = this.of(op.id, op.field).find(({ layer }) => layer?.n === change);
      return item !== undefined && moved.has(item) ? moved.get(item) : op.delta;
    };
  }

  /** Keeps an edit of the change `change` that was refused, in case it is to be made again: it goes over what was typed after it. */
  shelve({ id, field, delta }: TextOp, change: number): Shelf {
    let moved = delta;
    for (const item of this.of(id, field)) {
      if ((item.layer?.n as number) < change) continue;
      for (const unit of item.deltas) [moved] = cross(moved, unit, "left");
    }
    return this.#shelves.add(id, field, moved);
  }

  unshelve(shelf: Shelf): void {
    this.#shelves.remove(shelf);
  }

  /** Takes over what `old` keeps, where the room began anew. Of one that this fails for, which is reported, nobody knows where it belongs. */
  takeShelves(old: PendingTexts, report: (error: unknown) => void): void {
    const before = (id: string, field: string): TextValue | undefined => {
      const node = old.#state.nodes.get(id);
      return node && old.read(node, field);
    };
    const now = (id: string, field: string): TextValue | undefined => {
      const node = this.#state.nodes.get(id);
      return node === undefined || node.stub ? undefined : this.read(node, field);
    };
    this.#shelves.takeOver(old.#shelves, before, now, report);
  }

  /** How a text as it is seen in `before` differs from that in `after`; undefined where one of them does not have it. */
  difference(before: SeenTexts, after: SeenTexts, id: string, field: string): Delta | undefined {
    const [old, now] = [before, after].map((replica) => {
      const node = replica.node(id);
      return node === undefined || node.stub ? undefined : replica.text(node, field);
    });
    return old === undefined || now === undefined ? undefined : diff(old, now);
  }

  /** What is pending of a text, oldest first. */
  of(id: string, field: string): readonly PendingText[] {
    return this.#slotAt(id, field)?.items ?? [];
  }

  /** Takes the own edits of a text over a unit of others', and shows what is left of that. */
  #over(slot: Slot, given: Delta, side: Side): void {
    let unit = given;
    slot.under = undefined;
    for (const item of slot.items) unit = item.past(unit, side);
    if (slot.view !== undefined) slot.view = slot.view.apply(unit);
    this.#tell(slot.id, slot.field, unit);
  }

  #tell(id: string, field: string, delta: Delta): void {
    this.#shelves.move(id, field, delta);
    this.onChange(id, field, delta);
  }

  #slotOf(item: PendingText): Slot | undefined {
    return this.#slotAt(item.id, item.field);
  }

  #slotAt(id: string, field: string): Slot | undefined {
    return this.#slots.get(keyOf(id, field));
  }

  #forget({ id, field }: Slot): void {
    this.#slots.delete(keyOf(id, field));
  }

  #remove(slot: Slot, item: PendingText): void {
    const at = slot.items.indexOf(item);
    if (at >= 0) slot.items.splice(at, 1);
    slot.under = undefined;
    if (slot.items.length === 0) this.#forget(slot);
  }
}

function keyOf(id: string, field: string): string {
  return `${id} ${field}`;
}

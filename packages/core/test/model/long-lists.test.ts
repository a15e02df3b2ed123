import { expect, test } from "vitest";
import { createDraft, type OpsByKey, recordIds, Replica } from "@alongside/core/engine";
import { CHUNK } from "../../src/model/order.ts";
import { isShown, type Node, orderOf } from "../../src/model/node.ts";
import { ANA, BEN, id, insert, notes, schema } from "./notes.ts";
import { Dice } from "./random.ts";

const RECORDS = 3 * CHUNK;
const STEPS = 150;
const SEEDS = 5;

interface Note {
  readonly id: string;
  text: string;
}

interface Notes extends Iterable<Note> {
  get(id: string): Note | undefined;
  insert(note: object, at: object | string): string;
  move(id: string, at: object | string): void;
  delete(id: string): void;
  restore(id: string): void;
}

/** A long list on one page, with others' changes and own ones that are acknowledged or refused, some time later. */
class Page {
  readonly replica = new Replica(schema);
  readonly #dice: Dice;
  readonly #pending: number[] = [];
  readonly #ids: string[] = [];
  #n = 1;
  /** Ben's changes are made on a page of his own. */
  #others = 1;

  constructor(seed: number) {
    this.#dice = new Dice(seed);
    const all = Array.from({ length: RECORDS }, (_, i) => id(ANA, 1, i));
    this.#ids.push(...all);
    this.replica.confirm(notes(...all.map((one) => insert(one))));
    void this.replica.view;
  }

  get view(): readonly Note[] {
    return (this.replica.view as unknown as { readonly notes: readonly Note[] }).notes;
  }

  /** What the list shows, looked up record by record. */
  get plain(): readonly (readonly [id: string, text: unknown])[] {
    const { replica } = this;
    replica.settle();
    const box = replica.list(replica.state.root, "notes");
    const nodes: readonly Node[] = box === undefined ? [] : [...orderOf(box)];
    return nodes.filter(isShown).map((node) => [node.id, replica.field(node, "text")] as const);
  }

  step(): void {
    const dice = this.#dice;
    if (dice.chance(0.55)) this.#own();
    else if (dice.chance(0.4)) this.#other();
    else this.#end();
  }

  #own(): void {
    const n = ++this.#n;
    const change = this.replica.begin(n);
    const ids = recordIds(ANA, n);
    const { doc, end } = createDraft(this.replica, change, ids);
    const list = (doc as { notes: Notes }).notes;
    const one = this.#dice.pick(this.#ids);
    const at = list.get(this.#dice.pick(this.#ids));
    const place = at === undefined ? "end" : { after: at.id };
    switch (this.#dice.below(5)) {
      case 0:
        this.#ids.push(list.insert({ text: `own ${n}` }, place));
        break;
      case 1:
        if (list.get(one) !== undefined) list.move(one, place);
        break;
      case 2:
        if (list.get(one) !== undefined) list.delete(one);
        break;
      default: {
        const note = list.get(one);
        if (note !== undefined) note.text = `own ${n}`;
      }
    }
    end();
    if (Object.keys(change.ops()).length === 0) change.abort();
    else this.#pending.push(n);
  }

  #other(): void {
    const dice = this.#dice;
    const n = ++this.#others;
    const one = dice.pick(this.#ids);
    const at = { after: dice.pick(this.#ids) };
    const made = id(BEN, n, 0);
    const ref = { of: "root", field: "notes" };
    const ops: OpsByKey["notes"][] = [
      [{ op: "set", id: one, field: "text", value: `other ${n}` }],
      [{ op: "move", id: one, in: ref, at }],
      [{ op: "delete", id: one }],
      [{ op: "restore", id: one }],
      [{ op: "insert", id: made, in: ref, at, fields: { text: `other ${n}` } }],
    ];
    const written = dice.pick(ops) ?? [];
    if (written[0]?.op === "insert") this.#ids.push(made);
    this.replica.confirm({ notes: written });
  }

  /** The oldest own change is in the log, or refused. */
  #end(): void {
    const n = this.#pending.shift();
    if (n === undefined) return;
    if (this.#dice.chance(0.7)) this.replica.confirm(undefined, n);
    else this.replica.dropPending(n);
  }
}

test("[R35] a list of many chunks reads as its records do one by one, whatever came between two reads", () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const page = new Page(seed);
    const dice = new Dice(seed + 1000);
    for (let i = 0; i < STEPS; i++) {
      page.step();
      if (dice.chance(0.4)) continue;
      const { view } = page;
      const wanted = page.plain;
      const got = view.map((note) => [note.id, note.text]);
      if (JSON.stringify(got) !== JSON.stringify(wanted)) {
        const at = got.findIndex((one, k) => String(one) !== String(wanted[k]));
        throw new Error(
          `seed ${seed}, step ${i}, ${at}: ${String(got[at])} ≠ ${String(wanted[at])}`,
        );
      }
      expect(page.view).toBe(view);
    }
  }
});

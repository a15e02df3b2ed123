import { defineRoom, text, TextValue } from "@alongside/core";
import { type OpsByKey, Replica } from "@alongside/core/engine";
import { type Delta } from "@alongside/core/text";
import { expect, test } from "vitest";
import { TextLink } from "../../packages/server/src/room/text-link.ts";
import { editsIn, TextRing } from "../../packages/server/src/room/text-ring.ts";
import { SimRandom } from "../src/env/sim-random.ts";
import { isSoak } from "./soak.ts";

const SCENARIOS = isSoak ? 5000 : 2000;
const LETTERS = 8;

const { schema } = defineRoom("page", { version: 1, storage: { page: text() } });

/** Somebody who types a word of one letter. */
interface Writer {
  readonly id: string;
  readonly letter: string;
  readonly replica: Replica;
  readonly link: TextLink;
  /** Changes made and not sent, sent and not decided. */
  readonly made: number[];
  readonly wire: { readonly base: number; readonly delta: Delta }[];
  readonly pending: number[];
  typed: number;
  seq: number;
}

/** Some people type a word each between two brackets, and what they send and hear crosses as the dice say. */
class Words {
  readonly #random: SimRandom;
  readonly #ring = new TextRing(0);
  readonly #log: { readonly client: string; readonly delta: Delta }[] = [];
  readonly writers: readonly Writer[];
  text = TextValue.from("()");

  constructor(seed: number) {
    const random = new SimRandom(seed);
    this.#random = random;
    this.writers = Array.from({ length: 2 + random.below(4) }, (_, i) => {
      const id = random.id(12);
      return {
        id,
        letter: "abcde".charAt(i),
        replica: Replica.from(schema, { page: { value: "()" } }),
        link: new TextLink(id, this.#ring, 0),
        made: [],
        wire: [],
        pending: [],
        typed: 0,
        seq: 0,
      };
    });
  }

  run(): void {
    const steps = [this.#type, this.#send, this.#decide, this.#hear];
    while (this.writers.some((writer) => this.#isBusy(writer)))
      this.#random.pick(steps).call(this, this.#random.pick(this.writers));
  }

  #isBusy({ typed, pending, seq }: Writer): boolean {
    return typed < LETTERS || pending.length > 0 || seq < this.#log.length;
  }

  /** The next letter, right behind the last one; the first right behind the bracket. */
  #type(writer: Writer): void {
    if (writer.typed === LETTERS) return;
    const at = Math.max(0, seen(writer).lastIndexOf(writer.letter)) + 1;
    const n = ++writer.typed;
    writer.replica.begin(n).push("page", op([at, writer.letter]));
    const before = writer.made.at(-1);
    if (before !== undefined && this.#random.chance(0.5)) writer.replica.merge(n, before);
    else {
      writer.made.push(n);
      writer.pending.push(n);
    }
  }

  #send({ made, wire, replica, seq }: Writer): void {
    const n = made.shift();
    if (n !== undefined) wire.push({ base: seq, delta: deltaIn(replica.opsOf(n)) });
  }

  #decide({ id, wire, link }: Writer): void {
    const sent = wire.shift();
    if (sent === undefined) return;
    const ops = link.receive({ page: [op(sent.delta)] }, sent.base, this.#log.length);
    const delta = deltaIn(ops);
    this.text = this.text.apply(delta);
    this.#log.push({ client: id, delta });
    this.#ring.push(this.#log.length, id, editsIn(ops), 10);
  }

  #hear(writer: Writer): void {
    const entry = this.#log[writer.seq];
    if (entry === undefined) return;
    writer.seq += 1;
    const { replica, id, pending } = writer;
    if (entry.client === id) replica.confirm(undefined, pending.shift());
    else
      replica.confirm({ page: [op(entry.delta)] }, undefined, id < entry.client ? "left" : "right");
  }
}

function op(delta: Delta): { op: "text"; id: string; field: string; delta: Delta } {
  return { op: "text", id: "root", field: "page", delta };
}

function deltaIn(ops: OpsByKey): Delta {
  const found = ops["page"]?.[0];
  return found?.op === "text" ? found.delta : [];
}

function seen({ replica }: Writer): string {
  return replica.text(replica.state.root, "page").toString();
}

test(`[R700] words that people type at one place stay whole, for all of them, in ${SCENARIOS} scenarios`, () => {
  const torn: string[] = [];
  for (let seed = 1; seed <= SCENARIOS; seed++) {
    const words = new Words(seed);
    words.run();
    const reads = words.text.toString();
    const isWhole =
      reads.length === 2 + LETTERS * words.writers.length &&
      words.writers.every(
        (writer) => seen(writer) === reads && reads.includes(writer.letter.repeat(LETTERS)),
      );
    if (!isWhole) torn.push(`seed ${seed}: ${[reads, ...words.writers.map(seen)].join(" ")}`);
  }
  expect(torn).toEqual([]);
});

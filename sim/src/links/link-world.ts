import { defineRoom, text, TextValue, value } from "@alongside/core";
import { type OpsByKey, Replica, type TextOp } from "@alongside/core/engine";
import { type Delta, invert } from "@alongside/core/text";
import { TextLink } from "../../../packages/server/src/room/text-link.ts";
import { editsIn, TextRing } from "../../../packages/server/src/room/text-ring.ts";
import { Broken } from "../checkers/broken.ts";
import { SimRandom } from "../env/sim-random.ts";
import { randomEdit } from "./random-edit.ts";

const { schema } = defineRoom("page", {
  version: 1,
  storage: { page: text({ attributes: { b: value<boolean>(true) }, embeds: { i: value(1) } }) },
});

/** An entry of the log: an edit, or a refusal. */
interface Entry {
  readonly client: string;
  readonly n: number;
  /** Undefined for a refusal. */
  readonly delta: Delta | undefined;
}

/** A change on its way to the server. */
interface Sent {
  readonly n: number;
  readonly base: number;
  readonly delta: Delta;
}

interface Peer {
  readonly id: string;
  replica: Replica;
  /** The last entry that it has taken in. */
  seq: number;
  /** The last change it has made, sent, and that has reached the server. */
  made: number;
  sent: number;
  arrived: number;
  readonly pending: number[];
  readonly wire: Sent[];
  link: TextLink;
}

const START = "one 2-3 \u{1F600}\nfour";

/**
 * The links between a server and some clients that edit one text, without anything around them: the shipped code of both ends,
 * and entries that arrive when the dice say so. A scenario takes a fraction of a millisecond, so a million of them fit a night.
 */
export class LinkWorld {
  readonly #random: SimRandom;
  readonly #log: Entry[] = [];
  readonly #ring = new TextRing(0);
  readonly #peers: readonly Peer[];
  #text = TextValue.from(START);

  constructor(seed: number) {
    this.#random = new SimRandom(seed);
    const count = 2 + this.#random.below(3);
    this.#peers = Array.from({ length: count }, (_, i) => ({
      id: `client-${this.#random.below(1000)}-${i}`,
      replica: Replica.from(schema, { page: { value: START } }),
      seq: 0,
      made: 0,
      sent: 0,
      arrived: 0,
      pending: [],
      wire: [],
      link: new TextLink("", this.#ring, 0),
    }));
    for (const peer of this.#peers) peer.link = new TextLink(peer.id, this.#ring, 0);
  }

  /** Lives through a scenario. Throws `Broken` when two texts differ, or an edit came out otherwise here than there. */
  run(steps = 24): void {
    for (let i = 0; i < steps; i++) this.#step(this.#random.pick(this.#peers));
    for (let quiet = false; !quiet;) {
      quiet = true;
      for (const peer of this.#peers) {
        this.#send(peer);
        while (peer.wire.length > 0) this.#receive(peer);
        while (peer.seq < this.#log.length) this.#deliver(peer);
        if (peer.pending.length > 0) quiet = false;
      }
    }
    for (const peer of this.#peers) {
      while (peer.seq < this.#log.length) this.#deliver(peer);
      this.#same(seen(peer), this.#text, `${peer.id} at the end`);
    }
  }

  #step(peer: Peer): void {
    const roll = this.#random.next();
    if (roll < 0.35) this.#type(peer);
    else if (roll < 0.5) this.#send(peer);
    else if (roll < 0.7) this.#receive(peer);
    else if (roll < 0.93) this.#deliver(peer);
    else if (roll < 0.97) this.#resume(peer);
    else this.#restart(peer);
  }

  /** One edit; it joins the one before it while that is not sent. */
  #type(peer: Peer): void {
    const delta = randomEdit(this.#random, seen(peer));
    if (delta.length === 0) return;
    const n = peer.made + 1;
    const open = peer.replica.begin(n);
    open.push("page", { op: "text", id: "root", field: "page", delta });
    if (peer.made > peer.sent && this.#random.chance(0.7)) peer.replica.merge(n, peer.made);
    else {
      peer.made = n;
      peer.pending.push(n);
    }
  }

  #send(peer: Peer): void {
    while (peer.sent < peer.made) {
      peer.sent += 1;
      peer.wire.push({
        n: peer.sent,
        base: peer.seq,
        delta: deltaIn(peer.replica.opsOf(peer.sent)),
      });
    }
  }

  /** A change reaches the server and is decided. */
  #receive(peer: Peer): void {
    const sent = peer.wire.shift();
    if (sent === undefined || sent.n <= peer.arrived) return;
    peer.arrived = sent.n;
    const ops = peer.link.receive(opsOf(sent.delta), sent.base, this.#log.length);
    const delta = deltaIn(ops);
    const seq = this.#log.length + 1;
    if (this.#random.chance(0.15)) {
      const inverse: TextOp = {
        op: "text",
        id: "root",
        field: "page",
        delta: invert(delta, this.#text),
      };
      this.#log.push({ client: peer.id, n: sent.n, delta: undefined });
      this.#ring.push(seq, peer.id, [], 0);
      peer.link.refused(seq, [inverse]);
      return;
    }
    this.#text = this.#text.apply(delta);
    this.#log.push({ client: peer.id, n: sent.n, delta });
    this.#ring.push(seq, peer.id, editsIn(ops), 10);
  }

  /** The next entry reaches a client. */
  #deliver(peer: Peer): void {
    const entry = this.#log[peer.seq];
    if (entry === undefined) return;
    peer.seq += 1;
    const { client, n, delta } = entry;
    if (client !== peer.id) {
      if (delta !== undefined)
        peer.replica.confirm(opsOf(delta), undefined, peer.id < client ? "left" : "right");
      return;
    }
    peer.pending.splice(peer.pending.indexOf(n), 1);
    if (delta === undefined) return peer.replica.dropPending(n);
    const own = JSON.stringify(deltaIn(peer.replica.opsOf(n)));
    if (own !== JSON.stringify(delta))
      throw new Broken(
        `${client}: change ${n} is ${own} here, the log says ${JSON.stringify(delta)}`,
      );
    peer.replica.confirm(undefined, n);
  }

  /** The link broke: what was on its way is lost, the client is told all it missed, and sends again what has not ended. */
  #resume(peer: Peer): void {
    peer.wire.length = 0;
    const own = this.#log.findLastIndex(({ client }) => client === peer.id) + 1;
    while (peer.seq < own) this.#deliver(peer);
    const rest = (): void => {
      while (peer.seq < this.#log.length) this.#deliver(peer);
    };
    if (this.#random.chance(0.5)) peer.replica.pendingTexts?.gather(rest);
    else rest();
    this.#linkAgain(peer);
  }

  /** The tail is not kept any more: the client gets the text as it is, and finds out by itself what became of its own. */
  #restart(peer: Peer): void {
    peer.wire.length = 0;
    const told = this.#log.slice(peer.seq);
    for (const { client, n, delta } of told) {
      if (client !== peer.id || delta !== undefined) continue;
      // Refusals are told one by one.
      peer.replica.dropPending(n);
      peer.pending.splice(peer.pending.indexOf(n), 1);
    }
    const old = peer.replica;
    const json = this.#text.toJSON();
    peer.replica = Replica.from(
      schema,
      this.#text.length === 0 ? {} : { page: { value: json as never } },
    );
    const report = (error: unknown): never => {
      throw error;
    };
    const moved = old.pendingTexts?.movedTo(
      peer.replica.state,
      (n) => n <= peer.arrived,
      () => false,
      report,
    );
    for (const n of peer.pending.splice(0)) {
      if (n <= peer.arrived) continue;
      const op = { op: "text", id: "root", field: "page", delta: deltaIn(old.opsOf(n)) } as const;
      peer.replica.addPending(n, opsOf(moved?.(n, op) ?? []));
      peer.pending.push(n);
    }
    peer.seq = this.#log.length;
    this.#linkAgain(peer);
  }

  #linkAgain(peer: Peer): void {
    peer.sent = peer.arrived;
    peer.made = Math.max(peer.made, peer.arrived);
    peer.link = new TextLink(peer.id, this.#ring, peer.seq);
  }

  #same(a: TextValue, b: TextValue, where: string): void {
    if (!a.equals(b))
      throw new Broken(`${where}: ${JSON.stringify(a)}, the server has ${JSON.stringify(b)}`);
  }
}

function seen(peer: Peer): TextValue {
  return peer.replica.text(peer.replica.state.root, "page");
}

function opsOf(delta: Delta): OpsByKey {
  return { page: [{ op: "text", id: "root", field: "page", delta }] };
}

function deltaIn(ops: OpsByKey): Delta {
  const op = ops["page"]?.[0];
  return op?.op === "text" ? op.delta : [];
}

import { type Position, toJSON } from "@alongside/core";
import {
  checkOps,
  type Entry,
  type Op,
  type OpsByKey,
  Replica,
  ROOT,
} from "@alongside/core/engine";
import { keyStates } from "../../src/model/state-codec.ts";
import { ANA, BEN, CLEO, id, schema, sent } from "./notes.ts";
import { recordsOf, replay } from "./oracle.ts";
import { Dice } from "./random.ts";
import { attempt as tried } from "../../src/change/attempt.ts";
import { confirmedView } from "../../src/pending/confirmed.ts";

interface Peer {
  readonly name: string;
  replica: Replica;
  /** Entries of the log it has. */
  seen: number;
  changes: number;
  readonly pending: Map<number, OpsByKey>;
  /** Not at the server yet. */
  readonly outbox: number[];
  readonly previews: Map<string, OpsByKey>;
  /** What it shows to the others of a drag, say. */
  gesture: OpsByKey | undefined;
  gestures: number;
  /** It knows all that ever was, or, after joining late, nothing of the trash but ids and places. */
  knowsTrash: boolean;
}

interface Rules {
  readonly seed: number;
  /** Whether people show gestures to each other. */
  readonly previews: boolean;
  /** Whether people join anew, from what the server cuts for them. */
  readonly joins: boolean;
}

/** A log and three replicas that write at random, without client or server: everything is in plain sight and nothing arrives by itself. */
export class ReplicaWorld {
  readonly log: Entry[] = [];
  readonly server = new Replica(schema);
  readonly peers: readonly Peer[];
  /** Acknowledgements that said what the author had guessed. */
  acks = 0;
  readonly #dice: Dice;
  readonly #rules: Rules;
  /** Changes that were written as they were asked for. */
  readonly #asGuessed = new Set<number>();
  readonly #keys = new Map<string, "notes" | "boxes">();
  #tries = 0;

  constructor(rules: Rules) {
    this.#rules = rules;
    this.#dice = new Dice(rules.seed);
    this.peers = [ANA, BEN, CLEO].map((name) => ({
      name,
      replica: new Replica(schema),
      seen: 0,
      changes: 0,
      pending: new Map(),
      outbox: [],
      previews: new Map(),
      gesture: undefined,
      gestures: 0,
      knowsTrash: true,
    }));
  }

  step(): void {
    const dice = this.#dice;
    const peer = dice.pick(this.peers);
    const roll = dice.next();
    if (roll < 0.3) this.#write(peer);
    else if (roll < 0.55) this.#decide(peer);
    else if (roll < 0.9) this.#deliver(peer);
    else if (roll < 0.93) this.#prune();
    else if (this.#rules.joins) this.#join(peer);
    else if (this.#rules.previews) this.#gesture(peer);
    this.check(peer);
  }

  /** Everything arrives everywhere, and all gestures end. */
  settle(): void {
    for (const peer of this.peers) while (peer.outbox.length > 0) this.#decide(peer);
    for (const peer of this.peers) {
      while (peer.seen < this.log.length) this.#deliver(peer);
      for (const key of peer.previews.keys()) peer.replica.setPreview(key, undefined);
      peer.previews.clear();
      this.check(peer);
    }
  }

  /** Throws unless the peer sees what a full replay shows. */
  check(peer: Peer): void {
    const previews = [...peer.previews]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([, ops]) => ops);
    const wanted = replay(schema, this.log.slice(0, peer.seen), previews, [
      ...peer.pending.values(),
    ]);
    same(
      toJSON(peer.replica.view),
      wanted,
      `${peer.name} at ${peer.seen}, seed ${this.#rules.seed}`,
    );
  }

  #write(peer: Peer): void {
    if (peer.pending.size > 3) return;
    const n = ++peer.changes;
    const ops =
      peer.gesture !== undefined && this.#dice.chance(0.5) ? peer.gesture : this.#ops(peer, n);
    if (ops === peer.gesture) peer.gesture = undefined;
    peer.replica.addPending(n, ops);
    peer.pending.set(n, ops);
    peer.outbox.push(n);
  }

  /** The server decides on the first change that has not reached it. */
  #decide(peer: Peer): void {
    const n = peer.outbox.shift();
    if (n === undefined) return;
    const asked = sent(peer.pending.get(n) as OpsByKey);
    const wanted = this.#dice.chance(0.1) ? this.#otherOutcome(asked) : asked;
    const head = {
      seq: this.log.length + 1,
      at: this.log.length,
      actor: peer.name,
      client: peer.name,
      n,
    };
    const change = tried(this.server, ++this.#tries);
    const strict = this.#dice.chance(0.1);
    const checked = checkOps(this.server, change, wanted, {
      client: peer.name,
      n,
      strict,
    });
    if (checked.ok && this.#dice.chance(0.9)) {
      const ops = change.ops();
      change.commit();
      if (wanted === asked && (checked.void.length === 0 || !checked.differs))
        this.#asGuessed.add(head.seq);
      this.log.push({ ...head, kind: "change", ops: sent(ops) });
    } else {
      change.abort();
      this.log.push({
        ...head,
        kind: "outcome",
        code: checked.ok ? "rule" : checked.code,
        message: "",
      });
    }
    const wholeLog = replay(schema, this.log);
    same(
      toJSON(this.server.view),
      wholeLog,
      `the server at ${this.log.length}, seed ${this.#rules.seed}`,
    );
    same(toJSON(confirmedView(this.server)), wholeLog, `confirmed at ${this.log.length}`);
  }

  #deliver(peer: Peer): void {
    const entry = this.log[peer.seen];
    if (entry === undefined) return;
    peer.seen += 1;
    if (entry.kind === "version") return;
    if (entry.kind === "prune") return peer.replica.prune(entry.ids);
    if (entry.kind === "migration") return peer.replica.confirm(sent(entry.ops));
    const isOwn = entry.client === peer.name && peer.pending.has(entry.n);
    if (!isOwn) return entry.kind === "change" ? peer.replica.confirm(sent(entry.ops)) : undefined;
    const before = peer.replica.view;
    const guess = peer.pending.get(entry.n) as OpsByKey;
    peer.pending.delete(entry.n);
    if (entry.kind === "outcome") return peer.replica.dropPending(entry.n);
    const asGuessed = this.#asGuessed.has(entry.seq);
    const isSame = asGuessed && JSON.stringify(entry.ops) === JSON.stringify(guess);
    // An acknowledgement carries ops only where they differ.
    peer.replica.confirm(isSame ? guess : sent(entry.ops), entry.n);
    if (!asGuessed || peer.previews.size > 0) return;
    this.acks += 1;
    if (peer.replica.view !== before) {
      throw new Error(
        `Seed ${this.#rules.seed}: an acknowledgement that says nothing new made a new view`,
      );
    }
  }

  #prune(): void {
    const trashed = recordsOf(this.log).filter((record) => record.trashed);
    if (trashed.length === 0) return;
    const ids = [this.#dice.pick(trashed).id];
    this.server.prune(ids);
    this.log.push({ kind: "prune", seq: this.log.length + 1, at: this.log.length, ids });
  }

  /** A new page: it knows what the server cuts for it. */
  #join(peer: Peer): void {
    if (peer.pending.size > 0) return;
    peer.replica = Replica.from(schema, sent(Object.fromEntries(keyStates(this.server.state))));
    peer.seen = this.log.length;
    peer.knowsTrash = false;
  }

  #gesture(peer: Peer): void {
    const dice = this.#dice;
    if (peer.gesture === undefined || dice.chance(0.3)) {
      peer.gestures += 1;
      // Records of a gesture are named before its change has a number.
      peer.gesture = this.#ops(peer, 0, peer.gestures * 10);
    }
    for (const other of this.peers) {
      if (other === peer) continue;
      if (dice.chance(0.6)) {
        const ops = sent(peer.gesture);
        other.previews.set(peer.name, ops);
        other.replica.setPreview(peer.name, ops);
      } else if (dice.chance(0.5)) {
        other.previews.delete(peer.name);
        other.replica.setPreview(peer.name, undefined);
      }
      this.check(other);
    }
  }

  #ops(peer: Peer, n: number, firstId = 0): OpsByKey {
    const dice = this.#dice;
    const ops: Record<string, Op[]> = {};
    const count = 1 + dice.below(4);
    const own: string[] = [];
    for (let i = 0; i < count; i++) {
      const fresh = id(peer.name, n, firstId + i);
      const [key, op] = this.#op(this.#known(peer, own, n === 0), fresh);
      if ((op.op === "insert" || op.op === "put") && key !== "meta") {
        own.push(fresh);
        this.#keys.set(fresh, key);
      }
      (ops[key] ??= []).push(op);
    }
    return ops;
  }

  /** What a person can write to: all there ever was, or what they know of it. */
  #known(peer: Peer, own: readonly string[], loggedOnly: boolean): readonly string[] {
    const { nodes, unborn } = peer.replica.state;
    const known: string[] = [...own];
    for (const node of nodes.values()) {
      // A stub is shown when its author hears more of it, and not before: no full replay knows that.
      if (node.id !== ROOT && (peer.knowsTrash || (!node.stub && node.home !== undefined)))
        known.push(node.id);
    }
    if (!loggedOnly) known.push(...unborn.keys());
    if (peer.knowsTrash && this.#dice.chance(0.1)) known.push(id("nobody-nobody", 1));
    return known;
  }

  /** Writes a field of the root's record(). */
  #metaOp(): Op {
    const dice = this.#dice;
    if (dice.chance(0.4))
      return { op: "add", id: ROOT, field: "meta.votes", by: 1 + dice.below(5) };
    const field = dice.pick(["meta.title", "meta.deep.tag"]);
    return { op: "set", id: ROOT, field, value: this.#word("r") };
  }

  #op(known: readonly string[], fresh: string): readonly ["notes" | "boxes" | "meta", Op] {
    const dice = this.#dice;
    const roll = dice.next();
    const some = known.length > 0 ? dice.pick(known) : undefined;
    const key =
      (some === undefined ? undefined : this.#keys.get(some)) ??
      dice.pick(["notes", "boxes"] as const);
    if (some === undefined || roll < 0.25) {
      const isPut = dice.chance(0.35);
      if (some === undefined || dice.chance(0.5))
        return isPut
          ? this.#newBox(ROOT, "boxes", fresh)
          : this.#newNote(ROOT, "notes", fresh, known);
      return isPut ? this.#newBox(some, key, fresh) : this.#newNote(some, key, fresh, known);
    }
    if (roll < 0.4) {
      if (dice.chance(0.2)) {
        const field = dice.pick(["tag", "meta.deep.tag"]);
        return [key, { op: "set", id: some, field }];
      }
      if (dice.chance(0.3)) {
        const field = dice.pick(["meta.text", "meta.deep.tag"]);
        return [key, { op: "set", id: some, field, value: `m${dice.below(100)}` }];
      }
      if (dice.chance(0.2)) return ["meta", this.#metaOp()];
      return [
        key,
        { op: "set", id: some, field: dice.pick(["text", "tag"]), value: this.#word("v") },
      ];
    }
    if (roll < 0.5) {
      const field = dice.pick(["likes", "likes", "meta.likes"]);
      return [key, { op: "add", id: some, field, by: 1 + dice.below(5) }];
    }
    if (roll < 0.75) {
      const owner = dice.chance(0.4) && key === "notes" ? ROOT : dice.pick(known);
      return [
        key,
        {
          op: "move",
          id: some,
          in: { of: owner, field: this.#listField(owner) },
          at: this.#position(known),
        },
      ];
    }
    return [key, { op: roll < 0.88 ? "delete" : "restore", id: some }];
  }

  #newNote(
    of: string,
    key: "notes" | "boxes",
    fresh: string,
    known: readonly string[],
  ): readonly ["notes" | "boxes", Op] {
    const meta = this.#dice.chance(0.3) ? { "meta.text": "t", "meta.likes": 2 } : {};
    const fields = { text: this.#word("t"), ...meta };
    return [
      key,
      {
        op: "insert",
        id: fresh,
        in: { of, field: this.#listField(of) },
        at: this.#position(known),
        fields,
      },
    ];
  }

  #newBox(of: string, key: "notes" | "boxes", fresh: string): readonly ["notes" | "boxes", Op] {
    const fields = { text: this.#word("b"), likes: 1 };
    const ref = { of, field: of === ROOT ? "boxes" : "marks" };
    return [key, { op: "put", id: fresh, in: ref, key: this.#dice.pick(["a", "b", "c"]), fields }];
  }

  /** What somebody writes into a field; at times that is null, which is a value too. */
  #word(letter: string): string | null {
    return this.#dice.chance(0.2) ? null : `${letter}${this.#dice.below(100)}`;
  }

  /** Mostly one that the record has. */
  #listField(of: string): string {
    if (of === ROOT) return "notes";
    const node = this.server.state.nodes.get(of);
    return node?.mapKey === undefined ? "kids" : "cards";
  }

  #position(known: readonly string[]): Position {
    const dice = this.#dice;
    if (known.length === 0 || dice.chance(0.3)) return dice.pick(["start", "end"] as const);
    return dice.chance(0.5) ? { after: dice.pick(known) } : { before: dice.pick(known) };
  }

  /** What a mutation did on the server, where it saw another state. */
  #otherOutcome(asked: OpsByKey): OpsByKey {
    const dice = this.#dice;
    const other: Record<string, Op[]> = {};
    const write = (key: string, op: Op): unknown => (other[key] ??= []).push(op);
    for (const [key, ops] of Object.entries(asked)) {
      for (const op of ops) {
        if (dice.chance(0.25)) continue;
        if (op.op === "insert" && dice.chance(0.3)) {
          // The same name, for another kind of record under another key.
          write("boxes", {
            op: "put",
            id: op.id,
            in: { of: ROOT, field: "boxes" },
            key: "z",
            fields: { text: "other" },
          });
        } else if (op.op === "set")
          write(key, { ...op, field: "text", value: dice.chance(0.5) ? null : "outcome" });
        else write(key, op);
      }
    }
    return other;
  }
}

function same(got: unknown, wanted: unknown, where: string): void {
  const [a, b] = [JSON.stringify(got), JSON.stringify(wanted)];
  if (a !== b) throw new Error(`${where}:\n  sees   ${a}\n  replay ${b}`);
}

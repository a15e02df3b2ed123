import { expect, test, vi } from "vitest";
import { toJSON } from "@alongside/core";
import { decodeSnapshot, encodeSnapshot, type Entry, fold, Replica } from "@alongside/core/engine";
import { keyStates } from "../../src/model/state-codec.ts";
import { schema, sent } from "./notes.ts";
import { replay } from "./oracle.ts";
import { ReplicaWorld } from "./world.ts";
import { confirmedView } from "../../src/pending/confirmed.ts";
import { heightOf } from "../../src/model/height.ts";
import { type Box, homeOf, type Node } from "../../src/model/node.ts";

const WORLDS = 400;
const STEPS = 45;
vi.setConfig({ testTimeout: 60_000 });

test("[R35] what people see is always what a full replay of log, gestures and pending changes shows", () => {
  for (let seed = 1; seed <= WORLDS; seed++) {
    const world = new ReplicaWorld({ seed, previews: true, joins: false });
    for (let i = 0; i < STEPS; i++) world.step();
    world.settle();
    expect(new Set(whatEverybodySees(world)).size).toBe(1);
  }
});

test("[R36] who joins from a cut that says of trashed records only id and place sees what all others see", () => {
  for (let seed = 1; seed <= WORLDS; seed++) {
    const world = new ReplicaWorld({ seed, previews: false, joins: true });
    for (let i = 0; i < STEPS; i++) world.step();
    world.settle();
    expect(new Set(whatEverybodySees(world)).size).toBe(1);
  }
});

test("[R37] an acknowledgement that says what its author guessed leaves the view the same object", () => {
  let acks = 0;
  for (let seed = 1; seed <= WORLDS; seed++) {
    const world = new ReplicaWorld({ seed: seed + 10_000, previews: false, joins: false });
    for (let i = 0; i < STEPS; i++) world.step();
    acks += world.acks;
  }
  expect(acks).toBeGreaterThan(WORLDS);
});

test("[R38] a snapshot at any point and the entries after it fold to what the whole log folds to", () => {
  for (let seed = 1; seed <= 200; seed++) {
    const world = new ReplicaWorld({ seed: seed + 20_000, previews: false, joins: false });
    for (let i = 0; i < STEPS; i++) world.step();
    world.settle();
    const whole = encodeSnapshot(fold(undefined, sent(world.log)));
    const cut = Math.floor(world.log.length / 2);
    const half = encodeSnapshot(fold(undefined, sent(world.log.slice(0, cut))));
    const rest = sent<Entry[]>(world.log.slice(cut));
    const resumed = encodeSnapshot(fold(decodeSnapshot(half), rest));
    expect(resumed).toEqual(whole);
  }
});

test("[R39] from any point of a log, the joiner's cut and the tail show what the log shows", () => {
  for (let seed = 1; seed <= 200; seed++) {
    const world = new ReplicaWorld({ seed: seed + 30_000, previews: false, joins: false });
    for (let i = 0; i < STEPS; i++) world.step();
    world.settle();
    const cut = seed % (world.log.length + 1);
    const base = fold(undefined, sent(world.log.slice(0, cut)));
    const joiner = Replica.from(schema, sent(Object.fromEntries(keyStates(base.state))));
    world.log.slice(cut).forEach((entry, i) => {
      if (entry.kind === "change") joiner.confirm(sent(entry.ops));
      if (entry.kind === "prune") joiner.prune(entry.ids);
      expect(toJSON(joiner.view)).toEqual(replay(schema, world.log.slice(0, cut + i + 1)));
    });
  }
});

test("[R266] each record knows how many levels stand in it, in the log and as it is seen", () => {
  let deepest = 0;
  for (let seed = 1; seed <= 200; seed++) {
    const world = new ReplicaWorld({ seed: seed + 40_000, previews: true, joins: seed % 2 === 0 });
    for (let i = 0; i < STEPS; i++) world.step();
    for (const { state } of [world.server, ...world.peers.map(({ replica }) => replica)]) {
      const seen = [...state.nodes.values(), ...state.unborn.values()];
      for (const [nodes, homeIn, heightIn] of [
        [[...state.nodes.values()], (node: Node) => node.home, (node: Node) => state.height(node)],
        [seen.filter(({ born, over }) => born || over !== undefined), homeOf, heightOf],
      ] as const) {
        const heights = heightsBy(nodes, homeIn);
        const records = nodes.filter((node) => node !== state.root);
        expect(records.map(heightIn)).toEqual(records.map((node) => heights.get(node) ?? 0));
        deepest = Math.max(deepest, ...heights.values());
      }
    }
  }
  expect(deepest).toBeGreaterThan(3);
});

test("[R265] a map knows at how many keys it shows something", () => {
  let most = 0;
  for (let seed = 1; seed <= 150; seed++) {
    const world = new ReplicaWorld({ seed: seed + 50_000, previews: true, joins: seed % 2 === 0 });
    for (let i = 0; i < STEPS; i++) {
      world.step();
      for (const replica of [world.server, ...world.peers.map((peer) => peer.replica)]) {
        const { nodes } = replica.state;
        const boxes = [...nodes.values()].flatMap(({ maps }) => [...(maps?.values() ?? [])]);
        const sizes = boxes.map((box) => replica.size(box));
        expect(sizes).toEqual(boxes.map((box) => replica.keys(box).length));
        most = Math.max(most, ...sizes);
      }
    }
  }
  expect(most).toBe(3);
});

/** The slow, obvious version: from every record all the way up. */
function heightsBy(
  nodes: readonly Node[],
  home: (node: Node) => Box | undefined,
): Map<Node, number> {
  const heights = new Map<Node, number>();
  for (const node of nodes) {
    let height = 1;
    for (let at = home(node)?.of; at !== undefined; at = home(at)?.of) {
      heights.set(at, Math.max(heights.get(at) ?? 0, height));
      height += 1;
    }
  }
  return heights;
}

/** The views of the server and all people, as they see it and as the log alone has it, as texts. */
function whatEverybodySees({ server, peers }: ReplicaWorld): readonly string[] {
  return [server, ...peers.map(({ replica }) => replica)].flatMap((replica) => [
    JSON.stringify(toJSON(replica.view)),
    JSON.stringify(toJSON(confirmedView(replica))),
  ]);
}

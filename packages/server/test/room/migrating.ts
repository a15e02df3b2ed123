import { counter, defineRoom, list, map, value } from "@alongside/core";
import { type Migrations } from "@alongside/core/engine";
import { z } from "zod";
import { implement, type Rules } from "../../src/implement.ts";
import type { MemoryDisk } from "../../../testing/src/memory-disk.ts";
import { hidden, titled } from "./board.ts";
import { settle } from "./test-clock.ts";
import { World, type WorldOptions } from "./world.ts";

/** What the test board's shapes became: `kind` is called `form`, and each has a size, for which there is no default. */
const storage = {
  title: value(""),
  secret: value(""),
  shapes: list({ form: z.string(), size: z.number() }),
  settings: map({ on: value(false) }),
  votes: counter(),
};

/** Each step that ran, by the version it leads to. */
export const ran: number[] = [];

/** The steps as they should be. */
export const steps: Migrations = {
  2(doc) {
    ran.push(2);
    for (const shape of doc.records("shapes")) {
      shape.set("form", shape.get("kind") ?? "rect");
      shape.remove("kind");
      shape.set("size", 1);
    }
    doc.set("secret", `${JSON.stringify(doc.get("secret"))} at 2`);
  },
  3(doc) {
    ran.push(3);
    for (const shape of doc.records("shapes")) shape.set("size", Number(shape.get("size")) * 10);
  },
};

/** The board at a later version. */
export function boardAt(version: number, migrate: Migrations = steps) {
  const known = Object.entries(migrate).filter(([to]) => Number(to) <= version);
  return defineRoom("board", { version, storage, migrate: Object.fromEntries(known) });
}

export type BoardAt = ReturnType<typeof boardAt>;

/** A world whose board is `definition`, which is not at version 1. */
export function worldOf(
  definition: BoardAt,
  options: WorldOptions = {},
  rules: Rules<BoardAt> = {},
): World {
  return new World({ ...options, rooms: [implement(definition, rules)] });
}

/** What the board of a world reads like. */
export function read(world: World, definition: BoardAt) {
  return world.hub.room(definition, "one").read();
}

/**
 * A disk on which Ann has left a board of version 1: 1 title, 2 secret, 3 a star, 4 a circle, 5 the circle trashed. The snapshot
 * covers the first `covered`.
 */
export async function storedBoard(covered: 0 | 4 | 5 = 0): Promise<MemoryDisk> {
  const world = new World({ limits: { idleMs: 1000 } });
  const ann = await world.join("ann");
  ann.change(titled("hello"));
  ann.change(hidden("psst"));
  ann.mutate("draw", { label: "star" });
  ann.mutate("draw", { label: "circle" });
  await settle();
  if (covered === 4) await world.clock.advance(2000);
  ann.change({ shapes: [{ op: "delete", id: `${ann.client}.4.0` }] });
  await settle();
  if (covered === 5) await world.clock.advance(2000);
  return world.disk;
}

/** The circle, which is in the trash. */
export const CIRCLE = "ann---------.4.0";

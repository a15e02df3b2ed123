import { type Attack, MIB } from "../attack.ts";
import { Found } from "../field.ts";
import { ended, filled, fillShape, insert, MAX_OPS, nextId, SHAPES } from "./shapes.ts";

/** A record with much in it comes out of the trash many times in one change. */
export const repeatedRestores: Attack = {
  name: "repeated-restores",
  heldBytes: 96 * MIB,
  async run(field) {
    const { random } = field;
    const { link, room, ids } = await filled(field, 2);
    const [id = "", other = ""] = ids;
    await fillShape(link, room, id, random.between(1000, 3000));
    if (random.chance(0.8)) {
      link.change(room, { shapes: [{ op: "delete", id }] });
      await ended(link);
    }
    const times = random.between(200, 2000);
    const restore = { op: "restore", id };
    const kind = random.pick<readonly object[]>([
      [restore],
      [restore, { op: "delete", id }],
      [{ op: "move", id, in: SHAPES, at: "end" }],
      [{ op: "move", id, in: SHAPES, at: { before: other } }, restore],
    ]);
    link.change(room, { shapes: Array.from({ length: times }, () => kind).flat() });
    await ended(link);
  },
};

/** Moves of a record that holds very many. */
export const deepMoves: Attack = {
  name: "deep-moves",
  async run(field) {
    const { random } = field;
    const { link, room, ids } = await filled(field, 3);
    const [id = "", other = ""] = ids;
    await fillShape(link, room, id, random.between(8000, 20_000));
    const at = random.pick(["start", "end", { after: other }, { before: other }] as const);
    link.change(room, {
      shapes: Array.from({ length: MAX_OPS }, (_, n) => ({
        op: "move",
        id,
        in: SHAPES,
        at: n % 2 === 0 ? at : "start",
      })),
    });
    await ended(link);
  },
};

/** Very many writes beside one record in a long list. */
export const crowdedPlaces: Attack = {
  name: "crowded-places",
  async run(field) {
    const { random } = field;
    const { link, room, ids } = await filled(field, random.between(15_000, 30_000));
    const anchor = random.pick(ids);
    const at = random.pick([{ after: anchor }, { before: anchor }, "start"] as const);
    const ops = random.chance(0.5)
      ? Array.from({ length: MAX_OPS - 1 }, (_, i) => insert(nextId(link, i), at))
      : ids
          .filter((id) => id !== anchor)
          .slice(0, MAX_OPS - 1)
          .map((id) => ({ op: "move", id, in: SHAPES, at }));
    link.change(room, { shapes: ops });
    await ended(link);
  },
};

/** An edit of very many parts over very many edits that its author has not seen. */
export const longCrossings: Attack = {
  name: "long-crossings",
  async run(field) {
    const { random } = field;
    const room = `arena:${random.id()}`;
    const link = await field.enter(room);
    const other = await field.enter(room);
    link.change(room, {
      page: [{ op: "text", id: "root", field: "page", delta: ["ab".repeat(50_000)] }],
    });
    await ended(link);
    const unseen = random.between(300, 900);
    for (let i = 0; i < unseen; i++) {
      other.change(
        room,
        {
          page: [
            { op: "text", id: "root", field: "page", delta: [random.between(1, 90_000), "x"] },
          ],
        },
        { base: 1 },
      );
      // oxlint-disable-next-line no-await-in-loop -- as fast as the limits allow
      if (i % 100 === 99) await ended(other);
    }
    await ended(other);
    const length = random.between(10_000, 24_000);
    const parts = Array.from({ length }, () => [Math.floor(90_000 / length), "y"]).flat();
    link.change(
      room,
      { page: [{ op: "text", id: "root", field: "page", delta: parts }] },
      { base: 1 },
    );
    // Each of these is beyond what a server does for one edit.
    const how = await ended(link);
    if (how !== "text.rebase")
      throw new Found(`${length} parts over ${unseen} unseen edits: ${how}`);
  },
};

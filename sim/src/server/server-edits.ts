import { Refused } from "@alongside/core";
import type { Hub } from "../../../packages/server/src/session/hub.ts";
import type { Board } from "../app/board.ts";
import { Broken } from "../checkers/broken.ts";
import type { Surroundings } from "../surroundings.ts";
import { whole } from "../people/typist.ts";

/** The server's own code writes into a room, sometimes twice at once. What it is told of the end has to be what the log has. */
export function editOnServer(
  hub: Hub,
  definition: typeof Board,
  id: string,
  around: Surroundings,
): void {
  const many = around.random.chance(0.3) ? 2 : 1;
  for (let i = 0; i < many; i++) void oneEdit(hub, definition, id, around);
}

async function oneEdit(
  hub: Hub,
  definition: typeof Board,
  id: string,
  around: Surroundings,
): Promise<void> {
  const { random, faults } = around;
  const room = hub.room(definition, id);
  const mark = `server edit ${random.id(8)}`;
  const roll = random.below(5);
  const at = random.next();
  try {
    const { seq } = await room.update((doc) => {
      doc.settings.set("server", { value: mark });
      const { page, shapes } = doc;
      const shape = shapes.at(Math.floor(at * shapes.length));
      if (roll === 0) page.insert(whole(page.toString(), Math.floor(at * page.length)), "s");
      else if (roll === 1 && page.length > 4) page.delete(0, whole(page.toString(), 2));
      else if (roll === 2 && shape !== undefined) shape.color = mark;
      else if (roll === 3 && shape !== undefined && shapes.length > 3) shapes.delete(shape.id);
      else doc.order.insert(7, "start");
    });
    faults.count("server-edit");
    around.checkers(id).serverTold(seq, mark);
  } catch (error) {
    // The rule allows this; what a disk or a stop made of it nobody knows, and a room may be deleted meanwhile.
    const isGone = around.checkers(id).hasGoneBack;
    if (error instanceof Refused && !(isGone && error.code === "room.deleted"))
      around.onBroken(new Broken(`the server's own edit: ${error.message}`));
  }
}

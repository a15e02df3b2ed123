import type { Attack } from "../attack.ts";
import { Found } from "../field.ts";
import type { Link } from "../link.ts";
import { ended, filled } from "./shapes.ts";

/** Questions that a connection asks without waiting for an answer. */
const AT_ONCE = 200;

/** Those that it then asks one by one, as fast as it is let. */
const ONE_BY_ONE = 12;

/** All of a large room is taken away and brought back, and several pages ask about its past as fast as they can. */
export const hammeredQuestions: Attack = {
  name: "hammered-questions",
  async run(field) {
    const { random } = field;
    const { link, room, ids } = await filled(field, random.between(1500, 4000));
    const turns = random.between(1, 3);
    for (let turn = 0; turn < turns; turn++)
      for (const op of ["delete", "restore"]) {
        link.change(room, { shapes: ids.map((id) => ({ op, id })) });
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        await ended(link);
      }
    const head = link.n;
    const about = (): object =>
      random.pick<() => object>([
        () => ({ of: "entries", after: 0, limit: 1000 }),
        () => ({ of: "entries", after: 0, limit: 1000, by: "nobody", part: "nowhere" }),
        () => ({ of: "state", when: random.between(0, head) }),
        () => ({ of: "state", when: random.between(0, head), isStored: true }),
        () => ({ of: "writers", when: random.between(0, head), record: "root", field: "page" }),
        () => ({
          of: "writers",
          when: head,
          record: "root",
          field: "page",
          range: [0, 2 ** 53 - 1],
        }),
        () => ({ of: "name", when: random.between(0, head), name: random.id() }),
        () => ({ of: "versions" }),
      ])();
    const askers = [link, await field.enter(room), await field.enter(room)];
    await Promise.all(askers.map((asker) => hammer(asker, room, about)));
  },
};

async function hammer(link: Link, room: string, about: () => object): Promise<void> {
  for (let id = 1; id <= AT_ONCE; id++) link.say({ type: "question", room, id, about: about() });
  const busy = await link.next(
    (frame) =>
      frame.type === "answer" && frame.parts[0] === "x" && frame.parts[1] === "history.busy",
  );
  if (busy === undefined && !link.isOver)
    throw new Found(`${AT_ONCE} questions at once were all taken`);
  for (let id = AT_ONCE + 1; id <= AT_ONCE + ONE_BY_ONE && !link.isOver; id++) {
    link.say({ type: "question", room, id, about: about() });
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await link.next((frame) => frame.type === "answer" && frame.id === id, 2000);
  }
}

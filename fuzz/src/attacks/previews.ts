import { type Attack, MIB } from "../attack.ts";
import { Found } from "../field.ts";
import { ended, insert } from "./shapes.ts";
import { deep } from "./values.ts";

const ROOM = "arena:shared";

/** Gestures that nobody could show: values of any depth, on records that are there or not. */
export const deepPreviews: Attack = {
  name: "deep-previews",
  async run(field) {
    const { random } = field;
    const link = await field.enter(ROOM);
    const value = deep(random.between(500, 100_000), random.pick(["[", "{"]));
    const id = random.pick([`"root"`, `"${link.client}.1.0"`, `"nobody"`]);
    const own = `"${link.client}.0.0"`;
    const op = random.pick([
      `["s",${id},"at",${value}]`,
      `["i",${own},"root","shapes",1,{"at":${value}}]`,
      `["p",${own},"root","settings","k",{"value":${value}}]`,
      `["a",${id},"votes",${value}]`,
    ]);
    link.raw(`["g",${link.speech.seatOf(ROOM)},1,["shapes",[${op}]]]`);
    await link.next(({ type }) => type === "tick" || type === "bye", 500);
  },
};

/** Gestures over the sender's own next record, which the schema refuses once it is there. */
export const refusedPreviews: Attack = {
  name: "refused-previews",
  async run(field) {
    const { random } = field;
    const link = await field.enter(ROOM);
    const watcher = await field.enter(ROOM);
    const id = `${link.client}.1.0`;
    const value = random.pick([null, 5, { x: "1" }, []]);
    const ops = random.pick<object[]>([
      [{ op: "set", id, field: "at", value }],
      [{ op: "set", id, field: "at" }],
      [{ op: "set", id, field: "kind", value }],
      [
        {
          op: "insert",
          id: `${link.client}.0.0`,
          in: { of: id, field: "parts" },
          at: "end",
          fields: { name: value },
        },
      ],
      [{ op: "move", id, in: { of: id, field: "parts" }, at: "end" }],
    ]);
    link.say({ type: "preview", room: ROOM, gesture: 1, ops: { shapes: ops } });
    link.change(ROOM, { shapes: [insert(id)] });
    await ended(link, 1500);
    // The honest page reads twenty times meanwhile.
    const told = await watcher.next(
      (frame) => frame.type === "tick" && JSON.stringify(frame).includes(`"${id}"`),
      500,
    );
    if (told !== undefined)
      throw new Found(`Others are shown what the schema refuses: ${JSON.stringify(told)}`);
    link.change(ROOM, { shapes: [{ op: "delete", id }] });
    await ended(link, 1500);
  },
};

/** Valid gestures of many people, each as large as may be: others must still get in, and little is held. */
export const largePreviews: Attack = {
  name: "large-previews",
  heldBytes: 64 * MIB,
  newcomerBytes: 6 * MIB,
  async run(field) {
    const { random } = field;
    const people = random.between(4, 10);
    const links = await Promise.all(Array.from({ length: people }, () => field.enter(ROOM)));
    for (let gesture = 1; gesture <= 16; gesture++) {
      for (const link of links) {
        const count = random.between(1000, 9000);
        const ops = Array.from({ length: count }, (_, n) =>
          insert(`${link.client}.0.${(gesture * 10_000 + n).toString(36)}`),
        );
        link.say({ type: "preview", room: ROOM, gesture, ops: { shapes: ops } });
      }
      // oxlint-disable-next-line no-await-in-loop -- as fast as the server takes them
      await Promise.all(links.map((link) => answered(link)));
    }
  },
};

/** Presence as large as may be, more than may be, and of many who come and go. */
export const largePresence: Attack = {
  name: "large-presence",
  heldBytes: 48 * MIB,
  newcomerBytes: MIB,
  async run(field) {
    const { random } = field;
    for (let i = 0; i < 120; i++) {
      // oxlint-disable-next-line no-await-in-loop -- one visit after the other
      const link = await field.enter(ROOM, undefined, "websocket");
      const about = "x".repeat(random.pick([15_000, 20_000, 200_000]));
      link.say({ type: "presence", room: ROOM, set: { about } });
      link.say({ type: "ping" });
      // oxlint-disable-next-line no-await-in-loop -- until it was heard
      await link.next(({ type }) => type === "pong", 1000);
      link.close();
    }
  },
};

async function answered(link: {
  say(message: object): void;
  next: (wants: (frame: { type: string }) => boolean, ms: number) => Promise<unknown>;
}): Promise<void> {
  link.say({ type: "ping" });
  await link.next(({ type }) => type === "pong", 4000);
}

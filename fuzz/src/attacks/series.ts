import { LongReader, SeriesMirror } from "@alongside/core/engine";
import type { Attack } from "../attack.ts";
import { type Field, Found } from "../field.ts";
import { type Link, later } from "../link.ts";
import { SERIES_KEYS } from "../arena.ts";

/** Ticks a second that a viewer is sent at most, with some room for a clock that is late. */
const TICKS_PER_SECOND = 40;

/** A batch that no series should take, or a good one. */
function batch({ random }: Field): object {
  const key = random.pick(["a", "b", "", "x".repeat(129), "\uD800", "__proto__", "constructor"]);
  return random.pick<() => object>([
    () => ({ [key]: random.pick([null, "1", {}, [], [1], 1e300, -1e300, 1e-300, { n: 1 }]) }),
    () => ({ a: 1, [key]: null }),
    () => JSON.parse(`{"a":1e999,"__proto__":2}`) as object,
    () => Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`k${i}`, i])),
    () =>
      Object.fromEntries(Array.from({ length: 20 }, () => [random.id(), random.between(0, 99)])),
    () => ({ a: random.between(-100, 100), b: random.between(0, 9) }),
  ])();
}

/** What a viewer has of a series, by the frames that came. Returns how many those were. */
function taken(link: Link, mirror: SeriesMirror): number {
  let frames = 0;
  for (const heard of link.frames.splice(0)) {
    if (heard.type !== "series") continue;
    const reader = new LongReader(heard.frame, 1);
    reader.number();
    reader.text(reader.number());
    frames += 1;
    mirror.take(reader);
  }
  return frames;
}

function hasPong({ frames, isOver }: Link): boolean {
  return isOver || frames.some(({ type }) => type === "pong");
}

/** Values of every kind by the thousand, of pages that may publish and of those that may not, and watching again and again. */
export const wildFigures: Attack = {
  name: "wild-figures",
  async run(field) {
    const { random } = field;
    const room = `arena:${random.id()}`;
    const viewer = await field.enter(room, undefined, "websocket");
    const wild = await field.enter(room, undefined);
    const reader = await field.enter(room, `user:reader-${random.id()}`, "websocket");
    const mirror = new SeriesMirror();
    viewer.say({ type: "watch", room, name: "load" });
    reader.say({ type: "watch", room, name: "load" });
    const began = performance.now();
    let frames = 0;
    for (let burst = 0; burst < 20; burst++) {
      for (let n = 0; n < 20; n++) {
        const name = random.pick(["load", "load", "load", "nothing", "toString", "__proto__"]);
        wild.say({ type: "publish", room, name, points: batch(field) });
        reader.say({ type: "publish", room, name: "load", points: { reader: 1 } });
        const has = random.pick([undefined, { run: 1, bucket: 2 ** 53 - 1 }]);
        wild.say({ type: "watch", room, name, ...(has && { has }) });
      }
      // oxlint-disable-next-line no-await-in-loop -- one burst after the other
      await later(50);
      frames += taken(viewer, mirror);
    }
    wild.say({ type: "publish", room, name: "load", points: { a: 7 } });
    // What each has said was heard. Nothing that came before is passed over: it is looked at below.
    for (const link of [wild, reader]) {
      link.say({ type: "ping" });
      for (let tries = 0; tries < 400 && !hasPong(link); tries++)
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        await later(20);
    }
    await later(200);
    frames += taken(viewer, mirror);
    const seconds = (performance.now() - began) / 1000;
    if (viewer.isOver || reader.isOver) throw new Found("Who only watched was ended");
    if (frames > TICKS_PER_SECOND * seconds + 10)
      throw new Found(`A viewer was sent ${frames} frames in ${seconds} s`);
    if (!wild.isOver && mirror.newest("a")?.[""] !== 7)
      throw new Found(`A viewer has ${JSON.stringify(mirror.newest("a"))} where 7 was published`);
    if (mirror.keys().length > SERIES_KEYS)
      throw new Found(`A series of ${SERIES_KEYS} keys has ${mirror.keys().length}`);
    if (mirror.keys().includes("reader"))
      throw new Found("Somebody published who may not read the series");
    const seen = new SeriesMirror();
    taken(reader, seen);
    if (seen.run !== 0) throw new Found("Somebody was told of a series that they may not read");
  },
};

import { expect, test } from "vitest";
import { toBoard } from "../src/board/camera.ts";
import { follow } from "../src/board/follow.ts";
import { nextHands, PALM_WIDTH, PEN_REST_MS, RESTING } from "../src/canvas/hands.ts";
import type { Contact, Hands } from "../src/canvas/hands.ts";
import { press } from "../src/board/tools/index.ts";
import { at, openEditor, rect } from "./helpers.ts";

const DEVICES = { m: "mouse", p: "pen", f: "touch", w: "touch", t: "touch" } as const;

/**
 * Plays events such as "f1 down, f2 down, f1 up" and says what is to be done about them. `m` is a mouse, `p` a pen, `f` a finger,
 * `w` something as wide as a palm, `t` a finger in the text that is written; `+500` lets so many ms pass.
 */
function play(events: string): string {
  let hands: Hands = RESTING;
  let time = 5000;
  let x = 0;
  const done: string[] = [];
  for (const event of events.split(", ")) {
    if (event.startsWith("+")) {
      time += Number(event);
      continue;
    }
    const [name = "", type = ""] = event.split(" ");
    const contact: Contact = {
      id: Number(name.slice(1)),
      device: DEVICES[name.charAt(0) as keyof typeof DEVICES],
      at: { x: (x += 10), y: 0 },
      width: name.startsWith("w") ? PALM_WIDTH : 30,
      time,
      isInText: name.startsWith("t"),
    };
    const [next, ...intents] = nextHands(hands, type as "down" | "move" | "up" | "cancel", contact);
    hands = next;
    for (const intent of intents)
      done.push(intent.type === "view" ? `view by ${intent.to.length}` : intent.type);
  }
  return done.join(", ");
}

test.each([
  ["one pointer works with the tool", "m1 down, m1 move, m1 up", "press, move, release"],
  [
    "a second finger stops it, and both move the view",
    "f1 down, f1 move, f2 down, f2 move, f1 move",
    "press, move, stop, view by 2, view by 2",
  ],
  [
    "the finger that is left goes on, and the next one joins it",
    "f1 down, f2 down, f1 up, f2 move, f3 down, f3 move, f3 up, f2 up",
    "press, stop, view by 1, view by 2",
  ],
  [
    "a third finger changes nothing, nor when it is left alone",
    "f1 down, f2 down, f3 down, f3 move, f1 move, f1 up, f2 up, f3 move, f3 up",
    "press, stop, view by 2",
  ],
  ["a finger in a text is the browser's", "t1 down, t1 move, t1 up, t1 down, t1 cancel", ""],
  [
    "two fingers move the view, in a text or with one in it",
    "t1 down, t2 down, t1 move, t2 up, t1 up, t1 down, f2 down, f2 move",
    "view by 2, view by 2",
  ],
  [
    "a finger in a text stops the one that draws",
    "f1 down, f1 move, t2 down, t2 move",
    "press, move, stop, view by 2",
  ],
  [
    "fingers change nothing while a pen draws",
    "p1 down, f2 down, f3 down, f2 move, f3 move, p1 move, f2 up, p1 up, f3 move",
    "press, move, release",
  ],
  [
    "a hand that lay there first stops for the pen",
    "f2 down, f2 move, p1 down, f2 move, p1 move, p1 up, f2 move, f2 up",
    "press, move, stop, press, move, release",
  ],
  [
    "between two strokes of a pen a finger does not draw",
    `p1 down, p1 up, +${PEN_REST_MS - 1}, f2 down, f2 move, f2 up`,
    "press, release",
  ],
  ["a pen that only hovers is in use too", "p1 move, f2 down, f2 move, f2 up", ""],
  [
    "two fingers move the view between two strokes of a pen",
    "p1 down, p1 up, +100, f2 down, f2 move, f3 down, f3 move",
    "press, release, view by 2",
  ],
  [
    "a finger draws again some time after a pen",
    `p1 down, p1 up, +${PEN_REST_MS}, f2 down, f2 up`,
    "press, release, press, release",
  ],
  [
    "a palm changes nothing",
    "f1 down, w2 down, w2 move, f1 move, w2 up, f1 up, w3 down, w3 up",
    "press, move, release",
  ],
  [
    "a system cancel stops the tool, and ends a finger of the view",
    "f1 down, f1 cancel, f2 down, f3 down, f2 cancel, f3 move, f3 cancel, f4 down",
    "press, stop, press, stop, view by 1, press",
  ],
  [
    "a finger leaves a mouse alone, and a mouse fingers",
    "m1 down, f2 down, f2 move, f2 up, m1 up, f3 down, m1 down, m1 up, f3 up",
    "press, release, press, release",
  ],
])("[R490] %s", (_what, events, intents) => {
  expect(play(events)).toBe(intents);
});

test("[R490] the board stays under one finger, and under two that pinch and turn", () => {
  const camera = { x: 30, y: -20, zoom: 2 };
  expect(follow(camera, [{ x: 10, y: 10 }], [{ x: 40, y: 25 }])).toEqual({
    x: 15,
    y: -27.5,
    zoom: 2,
  });

  const from = [
    { x: 100, y: 100 },
    { x: 200, y: 100 },
  ] as const;
  const to = [
    { x: 150, y: 80 },
    { x: 150, y: 280 },
  ] as const;
  const after = follow(camera, from, to);
  expect(after.zoom).toBe(4);
  const middle = toBoard(camera, { x: 150, y: 100 });
  expect(toBoard(after, { x: 150, y: 180 }).x).toBeCloseTo(middle.x);
  expect(toBoard(after, { x: 150, y: 180 }).y).toBeCloseTo(middle.y);
  // Fingers on one spot zoom by a number all the same.
  expect(follow(camera, [from[0], from[0]], [from[0], from[0]])).toEqual(camera);
});

test("[R491] what was drawn or dragged is kept when its pointer is taken away, a tap is not", () => {
  const finger = { touch: true };
  for (const tool of ["ink", "rectangle", "ellipse", "arrow", "note"] as const) {
    const { editor, room } = openEditor();
    editor.use(tool);
    press(editor, at(editor, 100, 100, finger));
    editor.move([at(editor, 106, 106, finger)]);
    editor.stop();
    expect(room.shapes).toEqual([]);
    editor.use(tool);
    press(editor, at(editor, 100, 100, finger));
    editor.move([at(editor, 200, 150, finger)]);
    editor.stop();
    expect(room.changes).toBe(1);
    expect(room.shapes[0]?.kind).toBe(tool);
    expect(editor.editing.get()).toBeUndefined();
    // The pointer is gone: what comes of it is nobody's.
    editor.move([at(editor, 400, 400, finger)]);
    editor.release(at(editor, 400, 400, finger));
    expect(room.changes).toBe(1);
  }
  const { editor, room } = openEditor(rect("a", 0, 0, 50, 50), rect("b", 100, 0, 50, 50));
  editor.selection.set(["b"]);
  press(editor, at(editor, 25, 25, finger));
  editor.stop();
  expect(editor.selection.get()).toEqual(["b"]);
  press(editor, at(editor, 25, 25, finger));
  editor.move([at(editor, 65, 25, finger)]);
  editor.stop();
  expect(room.shapes[0]?.at).toEqual({ x: 40, y: 0 });
  expect(editor.selection.get()).toEqual(["a"]);
  press(editor, at(editor, 300, 300, finger));
  editor.move([at(editor, 305, 300, finger)]);
  editor.stop();
  expect([editor.selection.get(), editor.marquee.get()]).toEqual([["a"], undefined]);
});

test("[R782] a drag of 5 pixels with an arrow or a box is a click, and one back to its start draws nothing", () => {
  for (const tool of ["rectangle", "ellipse", "arrow"] as const) {
    const { editor, room } = openEditor();
    editor.use(tool);
    press(editor, at(editor, 100, 100));
    editor.move([at(editor, 105, 100)]);
    editor.release(at(editor, 105, 100));
    expect(room.shapes.map(({ kind, size }) => [kind, size.w >= 100])).toEqual([[tool, true]]);
    editor.use(tool);
    press(editor, at(editor, 100, 100));
    editor.move([at(editor, 300, 300)]);
    editor.move([at(editor, 103, 101)]);
    editor.release(at(editor, 103, 101));
    expect(room.shapes).toHaveLength(1);
  }
});

test("[R491] an arrow pulled by its end onto the other keeps a length that can be seen", () => {
  const arrow = rect("a", 0, 0, 100, 0, { kind: "arrow", points: [0, 0, 1, 0] });
  const { editor, room } = openEditor(arrow);
  editor.selection.set(["a"]);
  press(editor, at(editor, 100, 0));
  for (const x of [60, 20, 2]) editor.move([at(editor, x, 0)]);
  editor.release(at(editor, 2, 0));
  expect(room.shapes[0]?.size.w).toBe(20);
});

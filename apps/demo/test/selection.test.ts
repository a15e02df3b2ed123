import { expect, test } from "vitest";
import { fit, freeArea, MIN_ZOOM, toScreen, wheelFactor, zoomAt } from "../src/board/camera.ts";
import { boxAround, boxOf } from "../src/lib/geometry.ts";
import { gripAt } from "../src/board/grip.ts";
import { shapeAt } from "../src/board/hit-test.ts";
import { pressKey } from "../src/board/keys.ts";
import { updateEach } from "../src/board/parts.ts";
import { resizeBox, HANDLES } from "../src/board/resize.ts";
import { remoteSelections, sharedSelection } from "../src/collaboration/shared-selection.ts";
import { press } from "../src/board/tools/index.ts";
import { at, drag, openEditor, rect } from "./helpers.ts";

/** What a press at this place of the screen takes hold of. */
function grip(
  editor: ReturnType<typeof openEditor>["editor"],
  x: number,
  y: number,
  touch = false,
) {
  const found = gripAt(editor, at(editor, x, y, { touch }));
  if (!found) return undefined;
  return found.type === "end" ? `end ${found.end}` : found.handle.name;
}

test("[R791] thousands of selected shapes are told of as the box around them; a hundred one by one", () => {
  const shapes = Array.from({ length: 10_000 }, (_, i) =>
    rect(`somebody.${i}`, (i % 100) * 20, Math.floor(i / 100) * 20, 10.004, 10),
  );
  const all = sharedSelection(shapes, boxAround(shapes.map(boxOf)));
  expect(all).toEqual({
    selection: [],
    selectionArea: { count: 10_000, at: { x: 0, y: 0 }, size: { w: 1990, h: 1990 } },
  });
  const some = shapes.slice(0, 100);
  expect(sharedSelection(some, boxAround(some.map(boxOf)))).toEqual({
    selection: some.map(({ id }) => id),
    selectionArea: null,
  });
  expect(sharedSelection([], undefined)).toEqual({ selection: [], selectionArea: null });
});

test("[R1330] of who writes in a shape that is shown, not what they had selected before", () => {
  const user = { id: "ada", name: "Ada", color: "#c2410c" };
  const presence = { selection: ["a", "b"], caret: { id: "c" } };
  const [writing] = remoteSelections([{ client: "1", user, state: "active", presence }]);
  expect(writing).toMatchObject({ ids: ["c"], isWriting: true, area: null });
  const [selecting] = remoteSelections([
    { client: "1", user, state: "quiet", presence: { ...presence, caret: null } },
  ]);
  expect(selecting).toMatchObject({ ids: ["a", "b"], isWriting: false, state: "quiet" });
});

test("[R255] a drag of thousands of shapes is one change at its end", () => {
  const shapes = Array.from({ length: 3000 }, (_, i) => rect(`s.${i}`, i * 20, 0, 10, 10));
  const { editor, room } = openEditor(...shapes);
  pressKey(editor, { key: "a", code: "", ctrl: true, shift: false });
  expect(editor.selected()).toHaveLength(3000);
  press(editor, at(editor, 25, 5));
  editor.move([at(editor, 25, 105)]);
  expect(room.shapes[2999]?.at.y).toBe(0);
  expect(editor.held.get().get("s.2999")).toEqual({ at: { x: 59_980, y: 100 } });
  editor.release(at(editor, 25, 105));
  expect(room.shapes[2999]?.at.y).toBe(100);
  expect(room.changes).toBe(1);
});

test.each([14, 6, 1])(
  "[R256] a shape of %i px is moved by its middle and resized both ways",
  (size) => {
    const { editor, room } = openEditor(rect("a", 100, 100, size, size));
    editor.selection.set(["a"]);
    const middle = 100 + size / 2;
    expect(grip(editor, middle, middle)).toBeUndefined();
    expect(grip(editor, 100, 100)).toBeUndefined();
    expect(grip(editor, 100 + size + 10, 100 + size + 10)).toBe("bottom right");
    expect(grip(editor, 91, 91)).toBe("top left");
    expect(grip(editor, 91, middle)).toBe("left");
    drag(editor, [
      [100 + size + 10, 100 + size + 10],
      [130 + size, 120 + size],
    ]);
    expect(room.shapes[0]?.size).toEqual({ w: size + 20, h: size + 10 });
    editor.camera.set({ x: 50, y: 0, zoom: 1 });
    drag(editor, [
      [50 + size / 2 + 4, 104],
      [150 + size / 2, 104],
    ]);
    expect(room.shapes[0]?.size).toEqual({ w: size + 20, h: size + 10 });
    expect(room.shapes[0]?.at.x).toBeGreaterThan(190);
  },
);

test("[R256] of two handles in reach the nearer one counts, at every zoom", () => {
  for (const zoom of [0.1, 1, 4]) {
    const { editor } = openEditor(rect("a", 0, 0, 12 / zoom, 100 / zoom));
    editor.camera.set({ x: -100 / zoom, y: -100 / zoom, zoom });
    editor.selection.set(["a"]);
    // Its frame begins 10 px beside it, as it is narrow.
    expect(grip(editor, 92, 101)).toBe("top left");
    expect(grip(editor, 104, 101)).toBe("top");
    expect(grip(editor, 92, 152)).toBe("left");
    expect(grip(editor, 106, 150)).toBeUndefined();
  }
});

test("[R256] a finger takes a small shape by its middle, and its corner from farther away", () => {
  const { editor } = openEditor(rect("a", 100, 100, 14, 14));
  editor.selection.set(["a"]);
  expect(grip(editor, 107, 107, true)).toBeUndefined();
  expect(grip(editor, 134, 134, true)).toBe("bottom right");
});

test("[R256] a large shape's corner is taken from inside it too", () => {
  const { editor } = openEditor(rect("a", 100, 100, 200, 200));
  editor.selection.set(["a"]);
  expect(grip(editor, 105, 105)).toBe("top left");
  expect(grip(editor, 107, 200)).toBe("left");
  expect(grip(editor, 109, 200)).toBeUndefined();
});

test("[R256] a short arrow is moved by its middle and pulled by either end", () => {
  const arrow = rect("a", 100, 100, 8, 0, { kind: "arrow", points: [0, 0, 1, 0] });
  const { editor } = openEditor(arrow);
  editor.selection.set(["a"]);
  expect(grip(editor, 104, 100)).toBeUndefined();
  expect(grip(editor, 91, 100)).toBe("end 0");
  expect(grip(editor, 117, 100)).toBe("end 1");
});

test("[R256] pulling one side of a sliver leaves it as thin as it is", () => {
  const right = HANDLES.find(({ name }) => name === "right");
  if (!right) throw new Error("There should be a right handle");
  const sliver = { x: 0, y: 0, w: 100, h: 1 };
  expect(resizeBox(sliver, right, { x: 20, y: 30 }, false)).toEqual({ ...sliver, w: 120 });
});

test("[R256] a speck is grabbed beside it, before what is under it; otherwise what is under the pointer counts", () => {
  const sheet = rect("sheet", 0, 0, 1000, 1000);
  const speck = rect("speck", 500, 500, 3, 3);
  expect(shapeAt([sheet, speck], { x: 507, y: 501 }, 6)?.id).toBe("speck");
  expect(shapeAt([sheet, speck], { x: 510, y: 501 }, 6)?.id).toBe("sheet");
  // A large neighbour above does not reach over its edge.
  const neighbour = rect("neighbour", 1003, 0, 100, 100);
  expect(shapeAt([sheet, neighbour], { x: 999, y: 50 }, 6)?.id).toBe("sheet");
  expect(shapeAt([sheet, neighbour], { x: 1002, y: 50 }, 6)?.id).toBe("neighbour");
  // Of several specks the nearest.
  const other = rect("other", 506, 500, 3, 3);
  expect(shapeAt([speck, other], { x: 502, y: 501 }, 6)?.id).toBe("speck");
});

test("[R257] showing everything holds 10,000 shapes, far apart, beside the panels", () => {
  const shapes = Array.from({ length: 10_000 }, (_, i) =>
    rect(`s.${i}`, (i % 100) * 700 - 30_000, Math.floor(i / 100) * 700, 40, 30),
  );
  const { editor } = openEditor(...shapes);
  const dock = { x: 300, y: 720, w: 400, h: 56 };
  const top = { x: 12, y: 12, w: 976, h: 48 };
  editor.panels.set(() => [dock, top]);
  editor.showAll();
  const camera = editor.camera.get();
  expect(camera.zoom).toBeLessThan(MIN_ZOOM);
  for (const shape of [shapes[0], shapes.at(-1)]) {
    if (!shape) throw new Error("There should be a shape");
    const place = toScreen(camera, shape.at);
    expect(place.x).toBeGreaterThan(0);
    expect(place.x).toBeLessThan(1000);
    expect(place.y).toBeGreaterThan(60);
    expect(place.y).toBeLessThan(720);
  }
  // From there one zooms in step by step.
  const nearer = zoomAt(camera, { x: 500, y: 400 }, 1.1);
  expect(nearer.zoom).toBeCloseTo(camera.zoom * 1.1);
  expect(zoomAt(camera, { x: 500, y: 400 }, 0.5).zoom).toBe(camera.zoom);
});

test("[R257] on a phone a column of buttons costs a strip at the side", () => {
  const free = freeArea({ w: 390, h: 844 }, [
    { x: 8, y: 8, w: 374, h: 44 },
    { x: 340, y: 60, w: 42, h: 220 },
    { x: 20, y: 780, w: 350, h: 56 },
  ]);
  expect(free).toEqual({ x: 0, y: 52, w: 340, h: 728 });
  expect(freeArea({ w: 100, h: 100 }, [{ x: 0, y: 20, w: 100, h: 60 }])).toEqual({
    x: 0,
    y: 0,
    w: 100,
    h: 100,
  });
});

test("[R257] fitting fills the area it is given", () => {
  const camera = fit({ x: 0, y: 0, w: 1000, h: 1000 }, { x: 100, y: 50, w: 600, h: 600 }, 50);
  expect(toScreen(camera, { x: 0, y: 0 })).toEqual({ x: 150, y: 100 });
  expect(toScreen(camera, { x: 1000, y: 1000 })).toEqual({ x: 650, y: 600 });
});

test("[R789] a notch of any wheel zooms by a tenth; a pinch follows the fingers", () => {
  for (const notch of [100, 120, 240]) {
    expect(wheelFactor(-notch, false)).toBeCloseTo(1.1);
    expect(wheelFactor(notch, false)).toBeCloseTo(1 / 1.1);
    expect(wheelFactor(-notch, true)).toBeCloseTo(1.1);
  }
  // Ten steps of a wheel that tells of tenths of a notch.
  expect(wheelFactor(-10, false) ** 10).toBeCloseTo(1.1);
  expect(wheelFactor(-2, true)).toBeCloseTo(1.02, 3);
});

test("[R259] a locked shape offers no handle, and is not opened for writing", () => {
  const { editor } = openEditor(
    rect("a", 100, 100, 200, 200, { locked: true }),
    rect("b", 0, 0, 9, 9),
  );
  editor.selection.set(["a"]);
  expect(grip(editor, 100, 100)).toBeUndefined();
  editor.selection.set(["a", "b"]);
  expect(grip(editor, 0, 0)).toBeUndefined();
  editor.selection.set(["a"]);
  pressKey(editor, { key: "Enter", code: "", ctrl: false, shift: false });
  expect(editor.editing.get()).toBeUndefined();
  editor.selection.set(["b"]);
  pressKey(editor, { key: "Enter", code: "", ctrl: false, shift: false });
  expect(editor.editing.get()).toBe("b");
});

test("[R255, R431] what is more than one change can hold becomes several, and one step", () => {
  const shapes = Array.from({ length: 12_000 }, (_, i) => rect(`s.${i}`, i, 0, 10, 10));
  const parts: number[] = [];
  let steps = 0;
  const count = updateEach(
    {
      room: {
        update: (change) => {
          const local = change(undefined as never);
          parts.push((local as unknown as readonly string[]).length);
          return { local } as never;
        },
      },
      own: { group: (fn) => (steps++, fn()) },
    },
    shapes,
    (_doc, { id }) => id,
  );
  expect(count).toHaveLength(12_000);
  expect(count[10_000]).toBe("s.10000");
  expect(parts).toEqual([10_000, 2000]);
  expect(steps).toBe(1);
});

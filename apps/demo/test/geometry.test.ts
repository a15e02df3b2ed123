import { expect, test } from "vitest";
import {
  fit,
  pan,
  toBoard,
  toScreen,
  wheelFactor,
  zoomAt,
  MAX_ZOOM,
  MIN_ZOOM,
} from "../src/board/camera.ts";
import {
  boxAround,
  boxBetween,
  distanceToSegment,
  round,
  snapAngle,
  squareTo,
} from "../src/lib/geometry.ts";
import { shapeAt, shapesIn } from "../src/board/hit-test.ts";
import { inkOutline } from "../src/board/ink-outline.ts";
import { arrowEnds, boxArrow, boxInk, inkSamples } from "../src/board/path.ts";
import { HANDLES, moveArrowEnd, resizeBox, scaleShapes } from "../src/board/resize.ts";
import type { Handle } from "../src/board/resize.ts";
import { rect } from "./helpers.ts";

function handle(name: string): Handle {
  const found = HANDLES.find((candidate) => candidate.name === name);
  if (!found) throw new Error(`No handle ${name}`);
  return found;
}
import { seenBy, showing } from "../src/board/viewport.ts";

test("a point on the board and its place on the screen belong together at every zoom", () => {
  const camera = { x: 40, y: -20, zoom: 2.5 };
  expect(toScreen(camera, { x: 50, y: 0 })).toEqual({ x: 25, y: 50 });
  expect(toBoard(camera, { x: 25, y: 50 })).toEqual({ x: 50, y: 0 });
});

test("zooming keeps what is under the pointer where it is", () => {
  const camera = { x: 10, y: 20, zoom: 1 };
  const pointer = { x: 300, y: 200 };
  const before = toBoard(camera, pointer);
  const after = toBoard(zoomAt(camera, pointer, wheelFactor(-40, false)), pointer);
  expect(after.x).toBeCloseTo(before.x);
  expect(after.y).toBeCloseTo(before.y);
});

test("zoom has a smallest and a largest", () => {
  expect(zoomAt({ x: 0, y: 0, zoom: 1 }, { x: 0, y: 0 }, 1e9).zoom).toBe(MAX_ZOOM);
  expect(zoomAt({ x: 0, y: 0, zoom: 1 }, { x: 0, y: 0 }, 1e-9).zoom).toBe(MIN_ZOOM);
});

test("panning moves by pixels of the screen", () => {
  expect(pan({ x: 0, y: 0, zoom: 2 }, 10, -20)).toEqual({ x: 5, y: -10, zoom: 2 });
});

test("fitting centres a box and never enlarges it", () => {
  expect(fit({ x: 0, y: 0, w: 100, h: 100 }, { x: 0, y: 0, w: 1000, h: 800 })).toEqual({
    x: -450,
    y: -350,
    zoom: 1,
  });
  const far = fit({ x: 0, y: 0, w: 8400, h: 100 }, { x: 0, y: 0, w: 1000, h: 800 });
  expect(far.zoom).toBeCloseTo(0.1);
});

test("rounding leaves no -0, which is not canonical JSON", () => {
  expect(Object.is(round(-0.001), 0)).toBe(true);
});

test("a box between corners has no negative side", () => {
  expect(boxBetween({ x: 10, y: 0 }, { x: 0, y: 5 })).toEqual({ x: 0, y: 0, w: 10, h: 5 });
});

test("there is no box around nothing", () => {
  expect(boxAround([])).toBeUndefined();
});

test("shift makes squares and turns lines by 15°", () => {
  expect(squareTo({ x: 0, y: 0 }, { x: 30, y: -10 })).toEqual({ x: 30, y: -30 });
  const end = snapAngle({ x: 0, y: 0 }, { x: 100, y: 3 });
  expect(end.y).toBeCloseTo(0);
});

test("distance to a line ends at its ends", () => {
  expect(distanceToSegment({ x: 5, y: 3 }, { x: 0, y: 0 }, { x: 10, y: 0 })).toBe(3);
  expect(distanceToSegment({ x: 14, y: 3 }, { x: 0, y: 0 }, { x: 10, y: 0 })).toBe(5);
  expect(distanceToSegment({ x: 3, y: 4 }, { x: 0, y: 0 }, { x: 0, y: 0 })).toBe(5);
});

test("an arrow keeps its direction through its box", () => {
  const arrow = boxArrow({ x: 100, y: 20 }, { x: 40, y: 80 });
  expect(arrow).toEqual({ at: { x: 40, y: 20 }, size: { w: 60, h: 60 }, points: [1, 0, 0, 1] });
  expect(arrowEnds({ x: 40, y: 20, w: 60, h: 60 }, arrow.points)).toEqual([
    { x: 100, y: 20 },
    { x: 40, y: 80 },
  ]);
});

test("a level arrow has no height and still two ends", () => {
  const { at, size, points } = boxArrow({ x: 0, y: 7 }, { x: 50, y: 7 });
  expect(arrowEnds({ ...at, ...size }, points)).toEqual([
    { x: 0, y: 7 },
    { x: 50, y: 7 },
  ]);
});

test("ink goes through its samples again, to a hundredth", () => {
  const samples = [
    { x: 0, y: 0, pressure: 0.5 },
    { x: 33.33, y: 12, pressure: 0.72 },
    { x: 100, y: -40, pressure: 1 },
  ];
  const line = boxInk(samples);
  const again = inkSamples({ ...line.at, ...line.size }, line.points);
  again.forEach((sample, i) => {
    expect(sample.x).toBeCloseTo(samples[i]?.x ?? Number.NaN, 1);
    expect(sample.y).toBeCloseTo(samples[i]?.y ?? Number.NaN, 1);
    expect(sample.pressure).toBeCloseTo(samples[i]?.pressure ?? Number.NaN);
  });
});

test("ink reaches from where the pen was set down to where it was lifted, however fast it went", () => {
  const outline = inkOutline([
    { x: 0, y: 0, pressure: 0.5 },
    { x: 100, y: 0, pressure: 0.5 },
    { x: 200, y: 0, pressure: 0.5 },
  ]);
  const xs = Array.from(outline.matchAll(/(-?[\d.]+),/g), ([, x]) => Number(x));
  expect(Math.min(...xs)).toBeLessThanOrEqual(0);
  expect(Math.max(...xs)).toBeGreaterThanOrEqual(200);
});

test("one dot of ink is a line too", () => {
  expect(boxInk([{ x: 3, y: 4, pressure: 0.5 }])).toEqual({
    at: { x: 3, y: 4 },
    size: { w: 0, h: 0 },
    points: [0, 0, 0.5],
  });
});

test("the uppermost shape is hit; the corner of an ellipse's box is not the ellipse", () => {
  const below = rect("below", 0, 0, 100, 100);
  const above = rect("above", 0, 0, 100, 100, { kind: "ellipse" });
  expect(shapeAt([below, above], { x: 50, y: 50 }, 4)?.id).toBe("above");
  expect(shapeAt([below, above], { x: 4, y: 4 }, 4)?.id).toBe("below");
  expect(shapeAt([below, above], { x: 120, y: 50 }, 4)).toBeUndefined();
});

test("a line is hit near the line only", () => {
  const arrow = rect("a", 0, 0, 100, 100, { kind: "arrow", points: [0, 0, 1, 1] });
  expect(shapeAt([arrow], { x: 52, y: 48 }, 6)?.id).toBe("a");
  expect(shapeAt([arrow], { x: 90, y: 10 }, 6)).toBeUndefined();
});

test("a selection rectangle picks what it touches, but nothing locked, and lines only where they run", () => {
  const shapes = [
    rect("in", 10, 10, 20, 20),
    rect("out", 200, 200, 20, 20),
    rect("locked", 10, 40, 20, 20, { locked: true }),
    rect("across", 0, 0, 100, 100, { kind: "arrow", points: [0, 1, 1, 0] }),
    rect("around", 0, 0, 400, 400, { kind: "arrow", points: [0, 1, 1, 0] }),
  ];
  const picked = shapesIn(shapes, { x: 0, y: 0, w: 80, h: 80 });
  expect(picked.map((shape) => shape.id)).toEqual(["in", "across"]);
});

test("pulling a side leaves the opposite one where it is", () => {
  const box = { x: 0, y: 0, w: 100, h: 50 };
  expect(resizeBox(box, handle("left"), { x: 10, y: 99 }, false)).toEqual({
    x: 10,
    y: 0,
    w: 90,
    h: 50,
  });
  expect(resizeBox(box, handle("bottom right"), { x: 10, y: 5 }, false)).toEqual({
    x: 0,
    y: 0,
    w: 110,
    h: 55,
  });
});

test("with shift both sides grow alike", () => {
  const box = { x: 0, y: 0, w: 100, h: 50 };
  expect(resizeBox(box, handle("bottom right"), { x: 100, y: 0 }, true)).toEqual({
    x: 0,
    y: 0,
    w: 200,
    h: 100,
  });
  expect(resizeBox(box, handle("top left"), { x: -100, y: 0 }, true)).toEqual({
    x: -100,
    y: -50,
    w: 200,
    h: 100,
  });
});

test("a box is never pulled inside out", () => {
  const pulled = resizeBox(
    { x: 0, y: 0, w: 100, h: 50 },
    handle("right"),
    { x: -500, y: 0 },
    false,
  );
  expect(pulled.w).toBeGreaterThan(0);
  expect(pulled.x).toBe(0);
});

test("shapes scale with the box around them", () => {
  const patches = scaleShapes(
    [rect("a", 0, 0, 10, 10), rect("b", 90, 40, 10, 10)],
    { x: 0, y: 0, w: 100, h: 50 },
    { x: 10, y: 10, w: 200, h: 50 },
  );
  expect(patches.get("a")).toEqual({ at: { x: 10, y: 10 }, size: { w: 20, h: 10 } });
  expect(patches.get("b")).toEqual({ at: { x: 190, y: 50 }, size: { w: 20, h: 10 } });
});

test("an arrow's end goes where it is put, the other stays", () => {
  const arrow = rect("a", 0, 0, 100, 0, { kind: "arrow", points: [0, 0, 1, 0] });
  expect(moveArrowEnd(arrow, 1, { x: -50, y: 20 })).toEqual({
    at: { x: -50, y: 0 },
    size: { w: 50, h: 20 },
    points: [1, 0, 0, 1],
  });
});

test("[R1336] what somebody sees is shown in the middle of a screen of another size, whatever they say they see", () => {
  const camera = { x: -120, y: 40, zoom: 0.5 };
  const view = { w: 1000, h: 600 };
  expect(showing(seenBy(camera, view), view)).toEqual(camera);
  const phone = { w: 390, h: 844 };
  const [x = 0, y = 0, w = 0] = seenBy(showing(seenBy(camera, view), phone), phone);
  expect([x, y, w]).toEqual([880, 640, 2000]);
  for (const said of [[], [0, 0, 0, 0], [1e8, -1e8, -5, 1e8]]) {
    const { zoom } = showing(said, view);
    expect(zoom).toBeGreaterThan(0);
    expect(zoom).toBeLessThanOrEqual(8);
  }
});

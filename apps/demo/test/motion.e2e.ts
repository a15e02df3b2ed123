import { expect, test } from "vitest";
import { type BoardPage, until, untilEqual } from "./board-page.ts";
import { boardsFor } from "./boards.ts";

const { openTwo } = boardsFor("motion");

/** What stood on the screen in one frame. */
interface Seen {
  /** In ms. */
  readonly at: number;
  readonly cursor: number;
  /** The left and the right edge of the shape, or of ink the tip. */
  readonly left: number;
  readonly right: number;
}

/** Begins to note, frame by frame, where the other's cursor and the only shape are painted. */
async function watch({ page }: BoardPage): Promise<() => Promise<readonly Seen[]>> {
  await page.evaluate(() => {
    const seen: Seen[] = [];
    Object.assign(window, { seen });
    // A change of its size is told after all that a frame does and before it is painted.
    const probe = document.body.appendChild(document.createElement("div"));
    probe.style.cssText = "position: fixed; height: 1px; width: 1px; visibility: hidden";
    let at = 0;
    new ResizeObserver(() => {
      const cursor =
        document.querySelector<HTMLElement>(".alongside-cursor")?.style.transform ?? "";
      const box = document.querySelector("[data-shape] > *")?.getBoundingClientRect();
      const x = Number(/translate\(([-\d.e]+)px/.exec(cursor)?.[1]);
      seen.push({ at, cursor: x, left: box?.left ?? NaN, right: box?.right ?? NaN });
    }).observe(probe);
    const look = (now: number): void => {
      at = now;
      probe.style.width = probe.style.width === "1px" ? "2px" : "1px";
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  return () => page.evaluate(() => (window as unknown as { readonly seen: Seen[] }).seen);
}

/**
 * Moves Ada's mouse to a place once all of hers is saved, and begins to note what Ben sees once he sees her there. By then he has what she
 * has saved: a gesture on a record that is not on the disk yet is not shown, and a disk may take a while.
 */
async function pointsAt(
  ada: BoardPage,
  ben: BoardPage,
  [x, y]: readonly [number, number],
): Promise<() => Promise<readonly Seen[]>> {
  await ada.untilSaved();
  await ada.page.mouse.move(x, y);
  await ben.page.waitForSelector(".alongside-arrow");
  const seen = await watch(ben);
  await until("they are there", async () => (await seen()).at(-1)?.cursor === x);
  return seen;
}

/**
 * Moves the mouse from `from` to `to` at an even speed, `hz` times a second for `ms`. Returns how fast it was, in pixels a ms, where the
 * machine let it move as often as that; else how fast the longest wait made it, in proportion. `moves` gets where it was.
 */
async function sweep(
  { page }: BoardPage,
  [from, to]: readonly [number, number],
  y: number,
  hz: number,
  ms: number,
  moves: number[] = [],
): Promise<number> {
  const start = performance.now();
  let moved = start;
  let longest = 0;
  for (let part = 0; part < 1;) {
    const now = performance.now();
    longest = Math.max(longest, now - moved);
    moved = now;
    part = Math.min(1, (now - start) / ms);
    moves.push(from + (to - from) * part);
    await page.mouse.move(moves.at(-1) as number, y);
    await new Promise((resolve) => {
      setTimeout(resolve, 1000 / hz);
    });
  }
  const slowed = longest / Math.max(33, 1000 / hz);
  return ((to - from) / ms) * Math.max(1, slowed);
}

/** The farthest that `x` went in one frame, against what an even speed of `speed` pixels a ms would have gone. */
function worst(seen: readonly Seen[], of: (one: Seen) => number, speed: number): number {
  let most = 0;
  for (let i = 1; i < seen.length; i++) {
    const [before, now] = [seen[i - 1] as Seen, seen[i] as Seen];
    most = Math.max(most, (of(now) - of(before)) / (speed * Math.max(16, now.at - before.at)));
  }
  return most;
}

test.each([15, 30, 60])(
  "[R1091] [R1089] what somebody drags, moved %d times a second, is on its cursor in every frame, and no frame jumps",
  async (hz) => {
    const [ada, ben] = await openTwo();
    await ada.draw("r", [
      [200, 300],
      [340, 400],
    ]);
    await untilEqual([ada, ben], 1);
    const seen = await pointsAt(ada, ben, [270, 350]);
    await ada.page.mouse.down();
    const speed = await sweep(ada, [270, 970], 350, hz, 1500);
    await until("it has arrived", async () => (await seen()).at(-1)?.left === 900);
    await ada.page.mouse.up();
    // A drag begins 4 pixels late, as a press may become a click: the shape catches up with the cursor.
    const path = (await seen()).filter(({ left }) => left > 240 && left < 900);
    expect(path.length).toBeGreaterThan(20);
    const apart = path.map(({ cursor, left }) => Math.abs(cursor - 70 - left));
    expect(Math.max(...apart)).toBeLessThanOrEqual(2);
    expect(worst(path, ({ cursor }) => cursor, speed)).toBeLessThanOrEqual(2);
    expect(worst(path, ({ left }) => left, speed)).toBeLessThanOrEqual(2);
    // It stays where it was dragged to, on both screens.
    await untilEqual([ada, ben], 1);
  },
);

test("[R1091] [R1340] what somebody resizes is at their cursor in every frame, and what they draw grows in each, to where they point", async () => {
  const [ada, ben] = await openTwo();
  const { mouse } = ada.page;
  const resized = await pointsAt(ada, ben, [200, 300]);
  await ada.page.keyboard.press("r");
  await mouse.down();
  await mouse.move(220, 310);
  await until("they are there", async () => (await resized()).at(-1)?.cursor === 220);
  await sweep(ada, [220, 720], 400, 30, 800);
  await until("it is as wide", async () => {
    const last = (await resized()).at(-1);
    return Math.abs((last?.right ?? 0) - 720) < 2 && last?.cursor === 720;
  });
  await mouse.up();
  const edge = (await resized()).filter(({ right }) => right > 240);
  expect(edge.length).toBeGreaterThan(10);
  expect(Math.max(...edge.map(({ cursor, right }) => Math.abs(cursor - right)))).toBeLessThan(4);
  await ada.page.keyboard.press("Delete");
  await untilEqual([ada, ben], 0);

  await ada.page.keyboard.press("p");
  await mouse.move(200, 500);
  await mouse.down();
  await mouse.move(220, 500);
  const drawn = await watch(ben);
  await until("they are there", async () => (await drawn()).at(-1)?.cursor === 220);
  const moves: number[] = [];
  await sweep(ada, [220, 720], 500, 30, 800, moves);
  await mouse.up();
  await until("it is as long, and all is at rest", async () => {
    const [before, last] = (await drawn()).slice(-2);
    return last?.cursor === 720 && last.right > 720 && last.right === before?.right;
  });
  const all = await drawn();
  /** Of the width of the line: so far it goes beyond where its pen was. */
  const half = (all.at(-1)?.right ?? 0) - 720;
  const tip = all.filter(({ right }) => right > 240 && right < 700);
  const apart = tip.map(({ cursor, right }) => Math.abs(right - half - cursor));
  expect(Math.max(...apart)).toBeLessThanOrEqual(4);
  // The stroke grows in steps of a frame, and not of a message: it is seen between the places that messages tell of.
  const between = tip.filter(({ right }) => moves.every((x) => Math.abs(right - half - x) > 1));
  expect(between.length).toBeGreaterThan(3);
  await untilEqual([ada, ben], 1);
});

test("[R1091] ink that somebody has drawn and then drags is on their cursor in every frame", async () => {
  const [ada, ben] = await openTwo();
  await ada.draw("p", [
    [200, 300],
    [260, 310],
    [340, 300],
  ]);
  await untilEqual([ada, ben], 1);
  await ada.page.keyboard.press("v");
  const seen = await pointsAt(ada, ben, [260, 310]);
  const off = 260 - ((await seen()).at(-1)?.left ?? NaN);
  await ada.page.mouse.down();
  await sweep(ada, [260, 760], 310, 30, 800);
  await until("it has arrived", async () => (await seen()).at(-1)?.cursor === 760);
  await ada.page.mouse.up();
  const path = (await seen()).filter(({ left }) => left + off > 300 && left + off < 760);
  expect(path.length).toBeGreaterThan(10);
  const apart = path.map(({ cursor, left }) => Math.abs(cursor - off - left));
  expect(Math.max(...apart)).toBeLessThanOrEqual(2);
});

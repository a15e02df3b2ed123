import { chromium } from "playwright-core";
import { expect, test } from "vitest";
import { startChromium } from "../../../scripts/chromium.ts";
import { isSoak } from "../../../sim/test/soak.ts";
import { BoardPage, until } from "./board-page.ts";
import { boardsFor } from "./boards.ts";
import { Cable, socketAt } from "./cable.ts";

const { openOne, openTwo, openTabs, join, joinAt } = boardsFor("company");

/** What stands on the screen of others, in one frame. */
interface Seen {
  readonly at: number;
  /** How much each cursor is there, from 0 to 1. */
  readonly cursors: readonly number[];
  /** Each face but the own: its state. */
  readonly faces: readonly string[];
}

/** Begins to note, frame by frame, who is seen. */
async function watch({ page }: BoardPage): Promise<() => Promise<readonly Seen[]>> {
  await page.evaluate(() => {
    const company: Seen[] = [];
    Object.assign(window, { company });
    const look = (at: number): void => {
      const opacity = (one: Element): number => Number(getComputedStyle(one).opacity);
      const all = Array.from(document.querySelectorAll(".avatars .alongside-avatar"));
      const own = "[title$='(you)']";
      const faces = all.filter((one) => !one.closest(own) && !one.querySelector(own));
      company.push({
        at,
        cursors: Array.from(document.querySelectorAll(".alongside-arrow"), opacity),
        faces: faces.map((face) => face.getAttribute("data-state") ?? "active"),
      });
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  return () => page.evaluate(() => (window as unknown as { readonly company: Seen[] }).company);
}

const last = async (seen: () => Promise<readonly Seen[]>): Promise<Seen | undefined> =>
  (await seen()).at(-1);

test("[R13] a link that is gone for a moment changes nothing on anybody's screen, in no frame", async () => {
  const ada = await openOne();
  const cable = await Cable.to(socketAt(ada.page.url()));
  try {
    const ben = await joinAt(cable.at(ada.page.url()));
    await ben.page.mouse.move(300, 300);
    const seen = await watch(ada);
    const isThere = async (): Promise<boolean> => {
      const now = await last(seen);
      return now?.cursors[0] === 1 && now.faces.length === 1;
    };
    await until("Ben is seen", isThere);
    const from = (await last(seen))?.at ?? 0;
    cable.pull();
    // From four seconds on it is shown: a slow machine has three for the way back.
    await until("it was out", async () => ((await last(seen))?.at ?? 0) > from + 1000);
    cable.plug(socketAt(ada.page.url()));
    // As a browser says of a network that is back; else a page waits up to some seconds, by chance.
    await ben.page.evaluate(() => window.dispatchEvent(new Event("online")));
    await until("Ben is back", async () => (await ben.status()).includes("saved"));
    await ben.page.mouse.move(320, 320);
    await until("two seconds more", async () => ((await last(seen))?.at ?? 0) > from + 5000);
    const frames = (await seen()).filter(({ at }) => at >= from);
    expect(frames.length).toBeGreaterThan(30);
    expect(
      new Set(frames.map(({ cursors, faces }) => `${cursors.join()} ${faces.join()}`)),
    ).toEqual(new Set(["1 active"]));
  } finally {
    await cable.close();
  }
});

test("[R671] two tabs of a person are two cursors and one face", async () => {
  const [first, second] = (await openTabs(2)) as [BoardPage, BoardPage];
  const ada = await join(first);
  await ada.page.getByRole("button", { name: "Go to" }).waitFor();
  const seen = await watch(ada);
  await first.page.mouse.move(300, 300);
  await second.page.mouse.move(400, 400);
  await until("both cursors are there", async () => (await last(seen))?.cursors.length === 2);
  expect(new Set((await seen()).map(({ faces }) => faces.length))).toEqual(new Set([1]));
});

test("[R1336] a look of one's own ends that somebody is followed, and so does their leaving", async () => {
  const [ada, ben] = await openTwo();
  const face = ada.page.getByRole("button", { name: "Go to" });
  await face.click();
  await ben.page.getByText("follows you").waitFor();
  await ada.page.mouse.move(640, 400);
  await ada.page.mouse.wheel(60, 40);
  await ada.page.getByText("You no longer follow").waitFor();
  await ben.page.getByText("follows you").waitFor({ state: "detached" });
  await face.click();
  await ben.page.getByText("follows you").waitFor();
  await ben.page.goto("about:blank");
  await ada.page.getByText("has left").first().waitFor();
  await face.waitFor({ state: "detached" });
  expect(await ada.page.getByText("You follow").count()).toBe(0);
});

/** How somebody went, frame by frame: how much of their cursor was there, and how their face looked. */
async function goingOf(
  ada: BoardPage,
  seen: () => Promise<readonly Seen[]>,
): Promise<readonly (readonly [cursor: number | "no", face: string])[]> {
  await until("nobody else is there", async () => (await last(seen))?.faces.length === 0);
  expect(await ada.status()).toContain("saved");
  return (await seen()).map(({ cursors, faces }) => [cursors[0] ?? "no", faces[0] ?? "no"]);
}

// Left out and not skipped: there is no time for these among all tests.
test.each(isSoak ? ["fades first, and then they are gone"] : [])(
  "[R13] of who is in a browser that is killed the cursor %s",
  async () => {
    const ada = await openOne();
    const killed = await startChromium();
    try {
      const browser = await chromium.connect(killed.wsEndpoint());
      const ben = await BoardPage.open(browser, ada.page.url());
      await ben.page.mouse.move(300, 300);
      const seen = await watch(ada);
      await until("Ben is seen", async () => (await last(seen))?.cursors[0] === 1);
      // By SIGKILL: nothing of it says goodbye.
      await killed.kill();
      const trail = await goingOf(ada, seen);
      const faded = trail.findIndex(([cursor, face]) => face === "quiet" && cursor !== 1);
      const whole = trail.findLastIndex(([cursor]) => cursor === 1);
      expect(faded).toBeGreaterThan(0);
      expect(whole).toBeLessThan(trail.findLastIndex(([, face]) => face === "quiet"));
      expect(trail.at(-1)).toEqual(["no", "no"]);
    } finally {
      await killed.kill();
    }
  },
);

test.each(isSoak ? ["fades first, and then they are gone"] : [])(
  "[R13] of who is cut off the cursor %s",
  async () => {
    const ada = await openOne();
    const cable = await Cable.to(socketAt(ada.page.url()));
    try {
      const ben = await joinAt(cable.at(ada.page.url()));
      await ben.page.mouse.move(300, 300);
      const seen = await watch(ada);
      await until("Ben is seen", async () => (await last(seen))?.cursors[0] === 1);
      cable.pull();
      const trail = await goingOf(ada, seen);
      const lastAt = (is: (part: readonly unknown[]) => boolean): number => trail.findLastIndex(is);
      expect(lastAt(([cursor]) => cursor === 1)).toBeLessThan(
        lastAt(([, face]) => face === "quiet"),
      );
    } finally {
      await cable.close();
    }
  },
);

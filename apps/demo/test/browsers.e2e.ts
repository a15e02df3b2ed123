import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { until, untilEqual } from "./board-page.ts";
import { boardsFor } from "./boards.ts";
import { BROWSERS } from "./browsers/browsers.ts";
import type { Visitor } from "./browsers/visitor.ts";

const { openOne, server } = boardsFor("browsers");

let folder: string | undefined;
let visitor: Visitor | undefined;
afterEach(async () => {
  await visitor?.close();
  visitor = undefined;
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
});

const untilSaved = (who: Visitor): Promise<void> =>
  until("it is open and saved", () =>
    who.evaluate(() => document.querySelector("[data-status=live][data-saved=true]") !== null),
  );
const namesIn = (who: Visitor): Promise<readonly string[]> =>
  who.evaluate(() =>
    [...document.querySelectorAll("[data-shape]")].map(
      (shape) => shape.getAttribute("aria-label") ?? "",
    ),
  );

describe.each(BROWSERS)("$name", ({ isHere, open }) => {
  test.skipIf(!isHere)(
    "[R980, R981] what is drawn here is seen in Chromium, the other way round, and is there after a reload; the page loads without a server too",
    async () => {
      const ada = await openOne();
      folder = await mkdtemp(join(tmpdir(), "alongside-profile-"));
      visitor = await open(folder);
      const ben = visitor;
      await ben.goto(ada.page.url());
      await untilSaved(ben);
      await ben.click("[aria-label=Rectangle]");
      await ben.drag([
        [300, 250],
        [360, 300],
        [420, 340],
      ]);
      await untilEqual([ada], 1);
      await ada.draw("o", [
        [500, 250],
        [600, 340],
      ]);
      await until("Ben sees both", async () => (await namesIn(ben)).length === 2);
      await untilSaved(ben);
      await ben.reload();
      await untilSaved(ben);
      expect(await namesIn(ben)).toEqual(await ada.names());

      await until("the page is kept", () =>
        ben.evaluate(() => navigator.serviceWorker.controller !== null),
      );
      await server().kill();
      await ben.reload();
      await until("it says that it is offline", () =>
        ben.evaluate(() => document.body.textContent.includes("You are offline")),
      );
      await server().start();
      await untilSaved(ben);
    },
  );
});

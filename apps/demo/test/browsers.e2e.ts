import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { until, untilEqual } from "./board-page.ts";
import { boardsFor } from "./boards.ts";
import { BROWSERS } from "./browsers/browsers.ts";
import type { Visitor } from "./browsers/visitor.ts";
import { Cable, socketAt } from "./cable.ts";
import { rowsOnDevice } from "./device-rows.ts";

const { openOne } = boardsFor("browsers");

const undone: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const undo of undone.splice(0).toReversed()) await undo();
});

const untilSaved = (who: Visitor): Promise<void> =>
  until(
    "it is open and saved",
    () =>
      who.evaluate(() => document.querySelector("[data-status=live][data-saved=server]") !== null),
    40_000,
  );
const untilSays = (who: Visitor, words: string): Promise<void> =>
  until(`it says ${words}`, () =>
    who.evaluate(
      (wanted) => document.querySelector(".status")?.textContent.includes(wanted) === true,
      words,
    ),
  );
const shapesOf = (who: Visitor): Promise<readonly string[]> =>
  who.evaluate(() =>
    [...document.querySelectorAll("[data-shape]")].map((shape) => shape.outerHTML),
  );

describe.each(BROWSERS)("$name", ({ isHere, open }) => {
  test.skipIf(!isHere)(
    "[R980, R981, R984] what is drawn and written offline is there when the browser was closed and opened again offline, and on the server once, online",
    async () => {
      const ada = await openOne();
      const cable = await Cable.to(socketAt(ada.page.url()));
      undone.push(() => cable.close());
      const url = cable.at(ada.page.url());
      const folder = await mkdtemp(join(tmpdir(), "alongside-profile-"));
      undone.push(() => rm(folder, { recursive: true, force: true }));
      let ben = await open(folder);
      undone.push(() => ben.close());
      await ben.goto(url);
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
      await ada.untilSaved();
      await until("Ben sees both", async () => (await shapesOf(ben)).length === 2);
      await until("the page is kept", () =>
        ben.evaluate(() => navigator.serviceWorker.controller !== null),
      );

      // What the device has of the room is up to a second old.
      const ids = await ada.ids();
      await until("the device has both", async () => {
        const rows = await ben.evaluate(rowsOnDevice);
        return rows.some(
          ({ kind, json }) => kind === "room" && ids.every((id) => json.includes(id)),
        );
      });

      cable.pull();
      await ben.click("[aria-label=Ellipse]");
      await ben.drag([
        [300, 450],
        [420, 540],
      ]);
      await ben.click("[aria-label=Note]");
      await ben.drag([[700, 450]]);
      await ben.type("milk");
      await ben.click("[aria-label=Select]");
      await untilSays(ben, "on this device");
      const drawn = await shapesOf(ben);
      expect(drawn).toHaveLength(4);
      await ben.close();

      ben = await open(folder);
      await ben.goto(url);
      await until("all of it is there", async () => (await shapesOf(ben)).length === 4);
      await untilSays(ben, "on this device");
      expect(await ben.evaluate(() => document.querySelector(".canvas")?.textContent)).toContain(
        "milk",
      );

      cable.plug();
      await untilSaved(ben);
      await untilEqual([ada], 4);
      expect(await ada.page.textContent(".canvas")).toContain("milk");
    },
  );
});

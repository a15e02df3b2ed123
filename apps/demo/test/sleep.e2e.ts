import { setTimeout as passed } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { type BoardPage, until, untilEqual } from "./board-page.ts";
import { boardsFor } from "./boards.ts";
import { Cable, socketAt } from "./cable.ts";

const { server, openOne, joinAt } = boardsFor("sleep");

let cable: Cable | undefined;
afterEach(async () => {
  await cable?.close();
  cable = undefined;
});

/** Stops all timers and tasks of a page, as a lid that is closed does; and lets them go on. */
async function sleep({ context, page }: BoardPage): Promise<() => Promise<void>> {
  const session = await context.newCDPSession(page);
  await session.send("Page.setWebLifecycleState", { state: "frozen" });
  return async () => {
    await session.send("Page.setWebLifecycleState", { state: "active" });
    await session.detach();
  };
}

test("[R1120] what a page wrote just before it went to sleep is there once, after its network and its server were gone meanwhile", async () => {
  const ben = await openOne();
  cable = await Cable.to(socketAt(ben.page.url()));
  const ada = await joinAt(cable.at(ben.page.url()));
  await ada.draw("r", [
    [200, 200],
    [280, 260],
  ]);
  await untilEqual([ada, ben], 1);

  // What she sends is under way when the lid closes.
  cable.deafen();
  await ada.draw("r", [
    [400, 200],
    [480, 260],
  ]);
  const wake = await sleep(ada);
  await ben.draw("r", [
    [600, 200],
    [680, 260],
  ]);
  await ben.untilSaved();
  await server().kill();
  await server().start();
  await passed(6000);
  cable.pull();
  cable.plug();
  await wake();

  await until("both have all three shapes", async () => {
    const [hers, his] = [await ada.savedIds(), await ben.savedIds()];
    return hers.length === 3 && hers.join() === his.join();
  });
  expect(new Set(await ben.ids()).size).toBe(3);
  await untilEqual([ada, ben]);
});

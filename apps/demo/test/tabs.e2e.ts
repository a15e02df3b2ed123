import { afterEach, expect, test } from "vitest";
import { isSoak } from "../../../sim/test/soak.ts";
import { findNginx } from "../../../scripts/nginx.ts";
import { BoardPage, untilEqual } from "./board-page.ts";
import { boardsFor } from "./boards.ts";
import { Nginx } from "./nginx.ts";

const { server, joinAt } = boardsFor("tabs");

let nginx: Nginx | undefined;
afterEach(async () => {
  await nginx?.remove();
  nginx = undefined;
});

/** Draws something in a tab. Resolves once that is saved. */
async function save(tab: BoardPage, place: number): Promise<void> {
  const left = 60 + place * 90;
  await tab.draw("r", [
    [left, 200],
    [left + 60, 280],
  ]);
  await tab.untilSaved();
}

/** Whether a request is one that the server keeps open: a stream, or a poll that waits. */
function isKept(request: string): boolean {
  const asked = new URL(request).searchParams;
  return asked.get("down") === "stream" || Number(asked.get("wait")) > 0;
}

test.skipIf(findNginx() === undefined).each(isSoak ? [8, 12] : [8])(
  "[R961] %i tabs of a browser load and save behind a proxy that knows no WebSockets",
  async (count) => {
    nginx = await Nginx.before(server().url, "");
    const url = new URL(`/#tabs-${count}`, nginx.url).href;
    const first = await joinAt(url);
    const tabs = [first];
    for (let i = 1; i < count; i++)
      // oxlint-disable-next-line no-await-in-loop -- each beside those that are there
      tabs.push(await BoardPage.openIn(first.context, url));
    // oxlint-disable-next-line no-await-in-loop -- one person has one mouse
    for (const [i, tab] of tabs.entries()) await save(tab, i);
    await untilEqual(tabs, count);
    // Two of six connections are free all the time: nothing that is saved waits for what is kept open.
    const keeping = tabs.filter(({ requests }) => requests.some(isKept));
    expect(keeping).toHaveLength(4);
  },
  240_000,
);

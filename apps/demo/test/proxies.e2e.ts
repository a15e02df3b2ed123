import { afterEach, expect, test } from "vitest";
import { findNginx } from "../../../scripts/nginx.ts";
import { until, untilEqual } from "./board-page.ts";
import { boardsFor } from "./boards.ts";
import { Nginx } from "./nginx.ts";

const { server, openOne, joinAt } = boardsFor("proxies");

let nginx: Nginx | undefined;
afterEach(async () => {
  await nginx?.remove();
  nginx = undefined;
});

test.skipIf(findNginx() === undefined).each([
  [
    "that passes WebSockets on",
    `proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade";`,
    [],
  ],
  ["that knows no WebSockets", "", ["stream"]],
  [
    "that holds every answer back until it is whole",
    "proxy_ignore_headers X-Accel-Buffering;",
    ["stream", "poll"],
  ],
] as const)(
  "[R254] behind an nginx %s, a board works by itself, and outlives kill -9",
  async (_what, location, ways) => {
    const ada = await openOne();
    const at = new URL(ada.page.url());
    nginx = await Nginx.before(server().url, location);
    const ben = await joinAt(new URL(`${at.pathname}${at.hash}`, nginx.url).href);
    await ada.draw("r", [
      [200, 200],
      [300, 280],
    ]);
    await ben.draw("o", [
      [400, 200],
      [500, 280],
    ]);
    await Promise.all([ada.untilSaved(), ben.untilSaved()]);
    await untilEqual([ada, ben], 2);
    const asked = ben.requests.map((url) => new URL(url).searchParams.get("down"));
    expect([...new Set(asked.filter((way) => way !== null))]).toEqual(ways);

    await ben.page.mouse.move(700, 500);
    await ada.page.waitForSelector(".alongside-arrow");
    await server().kill();
    await until("Ben is told", async () => (await ben.status()) !== "All saved");
    await ben.draw("r", [
      [600, 300],
      [700, 380],
    ]);
    await server().start();
    await Promise.all([ada.untilSaved(), ben.untilSaved()]);
    await untilEqual([ada, ben], 3);
  },
);

import { expect, test } from "vitest";
import { SimRandom } from "../src/env/sim-random.ts";
import { settlePromises, SimTime } from "../src/env/sim-time.ts";
import { FaultCounts } from "../src/faults.ts";
import { PageHttp } from "../src/network/http/page-http.ts";
import type { Way } from "../src/network/way.ts";

test("a page that is gone sends nothing more, though what was cut before fails only then", async () => {
  const time = new SimTime();
  let asked = 0;
  const way: Way = {
    page: 0,
    time,
    random: new SimRandom(1),
    faults: new FaultCounts(),
    witness: { received() {}, sent() {}, delivering: () => () => undefined },
    listener: () => {
      asked += 1;
      return undefined;
    },
    isPartitioned: () => false,
    refusesUpgrades: () => false,
    holdsStreams: () => false,
    isCalm: () => true,
    batches: new Map(),
  };
  const page = new PageHttp(way);
  const poll = (): void => {
    page.fetch(new URL("http://a/live?down=poll"), { body: "" }).catch(poll);
  };
  poll();
  while (time.step(Infinity));
  page.clientDied();
  await settlePromises();
  while (time.step(Infinity));
  expect(asked).toBe(1);
});

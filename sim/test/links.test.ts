import { expect, test } from "vitest";
import { LinkWorld } from "../src/links/link-world.ts";
import { isSoak } from "./soak.ts";

/** `npm run sim:links` lives through as many as there is time for. */
const SCENARIOS = isSoak ? 20_000 : 2000;

test(`[R181, R702] ${SCENARIOS} scenarios of links: both ends come to one text, edit by edit`, () => {
  let lived = 0;
  for (let seed = 1; seed <= SCENARIOS; seed++) {
    new LinkWorld(seed).run();
    lived += 1;
  }
  expect(lived).toBe(SCENARIOS);
});

import { expect, test } from "vitest";
import { RealWorld } from "../src/real/world.ts";

test(
  "[R326, R181] on the real server, killed under load, editors show what the room holds; npm run sim:real goes on for longer",
  { timeout: 120_000 },
  async () => {
    const world = new RealWorld(1);
    await world.run(6000);
    expect(world.kills).toBeGreaterThan(0);
  },
);

import { expect, test } from "vitest";
import { DEVICE_RULES } from "../support/device-contract.ts";
import { emptyDisk, FaultyTab } from "../support/faulty-browser.ts";

test.each(DEVICE_RULES)("IndexedDB: $name", async ({ run }) => {
  const disk = emptyDisk();
  const ran = run({ open: (owner) => new FaultyTab(disk).store(owner) });
  await expect(ran).resolves.toBeUndefined();
});

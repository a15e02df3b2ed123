import { systemClock, systemRandom } from "@alongside/core/engine";
import { MemoryDevice } from "@alongside/testing";
import { expect, test } from "vitest";
import type { DeviceStore } from "../../src/device/device-store.ts";
import type { Owner } from "../../src/indexeddb/database.ts";
import { DEVICE_RULES } from "../support/device-contract.ts";
import { emptyDisk, FaultyTab } from "../support/faulty-browser.ts";

test.each(DEVICE_RULES)("IndexedDB: $name", async ({ run }) => {
  const disk = emptyDisk();
  const ran = run({ open: (owner) => new FaultyTab(disk).store(owner) });
  await expect(ran).resolves.toBeUndefined();
});

test.each(DEVICE_RULES)("memory: $name", async ({ run }) => {
  const devices = new Map<string, MemoryDevice>();
  const open = ({ server, user }: Owner): DeviceStore => {
    const device = devices.get(user) ?? new MemoryDevice();
    devices.set(user, device);
    return device.persist({ server, clock: systemClock, random: systemRandom });
  };
  await expect(run({ open })).resolves.toBeUndefined();
});

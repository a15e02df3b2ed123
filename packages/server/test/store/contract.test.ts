import { join } from "node:path";
import { describe, test } from "vitest";
import { chainContract, storeContract } from "../../../testing/src/store-contract.ts";
import { faulty } from "../../../testing/src/faulty.ts";
import { MemoryDisk } from "../../../testing/src/memory-disk.ts";
import { memory } from "../../src/store/memory.ts";
import { sqlite } from "../../src/store/sqlite.ts";
import { folder } from "./folder.ts";

describe("memory", () => {
  storeContract(test, () => memory());
});

describe("a memory store that nothing happens to", () => {
  storeContract(test, () => faulty(memory(), () => "ok"));
});

describe("a disk in memory", () => {
  storeContract(test, () => new MemoryDisk().open());
});

describe("sqlite", () => {
  storeContract(test, () => sqlite(join(folder(), "rooms.db")));
});

describe("memory with a chain", () => {
  chainContract(test, () => faulty(memory({ chain: true }), () => "ok"));
});

describe("sqlite with a chain", () => {
  chainContract(test, () => sqlite(join(folder(), "rooms.db"), { chain: true }));
});

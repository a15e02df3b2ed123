import { join } from "node:path";
import { describe, test } from "vitest";
import { storeContract } from "../../../testing/src/store-contract.ts";
import { memory } from "../../src/store/memory.ts";
import { sqlite } from "../../src/store/sqlite.ts";
import { folder } from "./folder.ts";

describe("memory", () => {
  storeContract(test, () => memory());
});

describe("sqlite", () => {
  storeContract(test, () => sqlite(join(folder(), "rooms.db")));
});

export { type BrowserPage, FakeBrowser } from "./fake-browser.ts";
export { type Fate, type Faults, faulty, type FaultyStore, type StoreRequest } from "./faulty.ts";
export { frameWords } from "./frame-words.ts";
export { MemoryDevice } from "./memory-device.ts";
export { type DiskCopy, MemoryDisk } from "./memory-disk.ts";
export { type Test, chainContract, storeContract } from "./store-contract.ts";
export { type TestRoom, testRoom, type TestUser } from "./test-room.ts";

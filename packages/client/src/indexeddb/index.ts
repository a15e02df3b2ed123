export { type DeviceCode, DeviceError } from "./device-error.ts";
export { indexedDbStore } from "./indexeddb-store.ts";
export type { IndexedDbOptions, IndexedDbPersist } from "./indexeddb-store.ts";

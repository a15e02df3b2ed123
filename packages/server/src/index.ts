export { type Fate, type Faults, type MemoryOptions, type MemoryStore, type StoreRequest, memory } from "./store/memory.ts";
export { MemoryDisk } from "./store/memory-disk.ts";
export { type SqliteOptions, sqlite } from "./store/sqlite.ts";
export { Conflict, Dropped, type Store, UnknownResult } from "./store/store.ts";

export { historyOf } from "./history-of.ts";
export type {
  Changes,
  ChangesOptions,
  History,
  Moment,
  Part,
  Past,
  PastChange,
  PastUser,
  Restored,
  RestoreOptions,
} from "./types.ts";

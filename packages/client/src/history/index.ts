export { historyOf } from "./history-of.ts";
export type {
  Changes,
  ChangesOptions,
  History,
  Moment,
  Past,
  PastChange,
  PastUser,
} from "./types.ts";

export { HistoryPlayer } from "./history-player.tsx";
export { useHistory } from "./use-history.ts";
export type { HistoryTools } from "./use-history.ts";

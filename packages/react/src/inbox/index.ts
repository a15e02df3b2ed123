export { useNotifications } from "./use-notifications.ts";
export type { NotificationTools } from "./use-notifications.ts";

export { openAlerts } from "./open-alerts.ts";
export { badgePage } from "./page-badge.ts";
export type { BadgeOptions } from "./page-badge.ts";
export type { AlertOptions, Alerts, AlertState } from "./types.ts";

export { useLiveActivities } from "./use-live-activities.ts";
export type { LiveActivitiesTools, UseLiveActivitiesOptions } from "./use-live-activities.ts";

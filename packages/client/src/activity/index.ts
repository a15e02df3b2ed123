export { liveActivities } from "./live-activities.ts";
export type {
  LiveActivities,
  LiveActivitiesOptions,
  LiveActivitiesState,
  LiveActivity,
} from "./types.ts";
export type { ActivityPriority } from "@alongside/core";
export type { Activity, ToldActivity } from "@alongside/core/engine";

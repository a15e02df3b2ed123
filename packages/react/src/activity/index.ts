export { useLiveActivities } from "./use-live-activities.ts";
export type { LiveActivitiesTools, UseLiveActivitiesOptions } from "./use-live-activities.ts";
export { Activity, ActivityFeed } from "./activity-feed.tsx";
export type { ActivityFeedProps } from "./activity-feed.tsx";

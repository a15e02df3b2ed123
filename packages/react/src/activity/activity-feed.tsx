import type { LiveActivity } from "@alongside/client/activity";
import type { RoomDefinition } from "@alongside/core";
import {
  activityFeed,
  type ActivityFeedOptions,
  activityItem,
  type ActivityOptions,
} from "@alongside/ui";
import { usePart } from "../ui/use-part.ts";
import { useLiveActivities, type UseLiveActivitiesOptions } from "./use-live-activities.ts";

/** One activity: who, what and when. `onOpen` goes to the thing. */
export function Activity(props: ActivityOptions<LiveActivity>) {
  return <div ref={usePart(activityItem<LiveActivity>, props)} style={{ display: "contents" }} />;
}

/** Props of {@link ActivityFeed}: which activities there are, as `useLiveActivities` takes it, and how they are shown. */
export interface ActivityFeedProps<D extends RoomDefinition>
  extends
    UseLiveActivitiesOptions<D>,
    Pick<ActivityFeedOptions<LiveActivity>, "enter" | "exit" | "onOpen" | "userOf" | "words"> {}

/** What is done in a room, newest first: `<ActivityFeed enter="slideIn" exit="fadeOut" onOpen={({ key, ids }) => …} />`. See `activityFeed` of `@alongside/ui`. */
export function ActivityFeed<D extends RoomDefinition>({
  enter,
  exit,
  onOpen,
  userOf,
  words,
  ...options
}: ActivityFeedProps<D>) {
  const { activities, hasEarlier, isBusy, earlier } = useLiveActivities(options);
  const shown = { activities, hasEarlier, isBusy, earlier, enter, exit, onOpen, userOf, words };
  return <div ref={usePart(activityFeed<LiveActivity>, shown)} style={{ display: "contents" }} />;
}

/** What a list of activities says. */
export interface ActivityWords {
  readonly activity: string;
  readonly noActivity: string;
  readonly newActivities: (count: number) => string;
  readonly earlierActivities: string;
  /** How much it matters, where that is more than `normal`. */
  readonly priorityOf: (priority: string) => string;
  /** Of an activity that stands for several, whose words do not say how many. */
  readonly timesOf: (count: number) => string;
  readonly timeOf: (at: Date, now: Date) => string;
}

/** English. */
export const activityWords: ActivityWords = {
  activity: "Activity",
  noActivity: "Nothing has happened here yet",
  newActivities: (count) => `${count} new`,
  earlierActivities: "Show earlier",
  priorityOf: (priority) => (priority === "urgent" ? "Urgent" : "Important"),
  timesOf: (count) => `${count} times`,
  timeOf: (at, now) =>
    at.toDateString() === now.toDateString()
      ? at.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" })
      : at.toLocaleDateString([], { day: "numeric", month: "short" }),
};

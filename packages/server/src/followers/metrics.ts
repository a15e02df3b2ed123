import type { Metric } from "../http/prometheus.ts";
import type { Follower } from "./options.ts";

/** How far followers are behind. */
export function followerMetrics(followers: readonly Follower[]): readonly Metric[] {
  const lags = followers.map((follower) => ({
    labels: { follower: follower.name },
    ...follower.lag(),
  }));
  return [
    ...lags.map(({ labels, entries }): Metric => ({
      name: "alongside_follower_lag_entries",
      help: "Entries that are on disk and that the follower has not done.",
      type: "gauge",
      value: entries,
      labels,
    })),
    ...lags.map(({ labels, ms }): Metric => ({
      name: "alongside_follower_lag_seconds",
      help: "How long the oldest of them has waited in this process.",
      type: "gauge",
      value: ms / 1000,
      labels,
    })),
    ...lags.map(({ labels, letters }): Metric => ({
      name: "alongside_follower_letters",
      help: "What the follower could not do and nobody has looked at, up to 1,000.",
      type: "gauge",
      value: letters,
      labels,
    })),
  ];
}

import { activities, defineRoom, list, map, Refused, series, value } from "@alongside/core";
import * as z from "zod";

/** The graphs of the dashboard, as cursors and notes name them. */
export const GRAPHS = ["cpu", "memory", "delay", "frames", "fleet"] as const;
export type GraphName = (typeof GRAPHS)[number];

/** How many vehicles drive about. */
export const VEHICLES = 1000;

/** Where somebody points: a moment of a graph, in ms of the server's clock. */
const Spot = z.object({ graph: z.enum(GRAPHS), at: z.number() });

/** Words for a figure that crosses its threshold, and its unit. */
const CROSSED = {
  cpu: ["CPU", "% of a core"],
  memory: ["Memory", " MB"],
  delay: ["The longest delay", " ms"],
  frames: ["Messages", " a second"],
} as const;

const Crossed = z.object({
  figure: z.enum(["cpu", "memory", "delay", "frames"]),
  value: z.number(),
  isAbove: z.boolean(),
});

/** A figure that crossed its threshold, in words: "CPU rose to 63% of a core". Undefined for what is none. */
export function crossingWords(
  given: unknown,
): (z.infer<typeof Crossed> & { readonly words: string }) | undefined {
  const crossed = Crossed.safeParse(given);
  if (!crossed.success) return undefined;
  const [title, unit] = CROSSED[crossed.data.figure];
  const how = crossed.data.isAbove ? "rose to" : "fell back to";
  return { ...crossed.data, words: `${title} ${how} ${crossed.data.value}${unit}` };
}

/** So many people are told of thresholds at most. */
export const MOST_WATCHERS = 200;

/** Live figures, which nobody keeps, with notes on them, which are kept. */
export const Dashboard = defineRoom("dashboard", {
  version: 1,
  presence: { spot: Spot.nullable() },
  storage: {
    notes: list({
      graph: value<GraphName>("cpu"),
      at: value(0),
      text: z.string().min(1).max(200),
      by: z.string().max(64),
    }),
    /** Figures that are above their threshold. */
    above: list({ figure: z.string().max(20) }),
    /** Who wants to be told when one crosses, by user. */
    watchers: map({ at: value(0) }),
  },
  activity: activities({
    ofChange({ usual, mutation }) {
      if (mutation?.name === "watch") return undefined;
      const crossed = mutation?.name === "crossed" ? crossingWords(mutation.args) : undefined;
      if (crossed === undefined) return usual;
      const { figure, isAbove, words } = crossed;
      return {
        type: `${figure} ${isAbove ? "above" : "below"}`,
        summary: words,
        target: { key: "above" },
        priority: isAbove ? "important" : "normal",
      };
    },
  }),
  mutations: {
    crossed: {
      args: Crossed,
      run(doc, { figure, isAbove }) {
        for (const { id } of Array.from(doc.above).filter((one) => one.figure === figure))
          doc.above.delete(id);
        if (isAbove) doc.above.push({ figure });
      },
    },
    /** Whoever calls it is told when a figure crosses its threshold, or no longer. */
    watch: {
      args: z.object({ on: z.boolean() }),
      run({ watchers }, { on }, { user, now }) {
        if (user === undefined || watchers.has(user.id) === on) return;
        if (!on) watchers.delete(user.id);
        else if (watchers.size < MOST_WATCHERS) watchers.set(user.id, { at: now });
        else
          throw new Refused("dashboard.full", `${MOST_WATCHERS} people are told already, no more`);
      },
    },
  },
  series: {
    /** This server's own: CPU in % of a core, memory in MB, the longest delay in ms, frames a second. */
    server: series(z.number(), { keys: ["cpu", "memory", "delay", "frames"], keep: 300 }),
    /** Simulated: each vehicle's speed in km/h, ten times a second. */
    fleet: series(z.number().min(0).max(200), { keys: VEHICLES, keep: 300, step: 0.1 }),
  },
});

import { activities, defineRoom, list, series, value } from "@alongside/core";
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
  },
  activity: activities({
    ofChange({ usual, mutation }) {
      const crossed = mutation?.name === "crossed" ? Crossed.safeParse(mutation.args) : undefined;
      if (crossed?.success !== true) return usual;
      const { figure, value: now, isAbove } = crossed.data;
      const [title, unit] = CROSSED[figure];
      return {
        type: `${figure} ${isAbove ? "above" : "below"}`,
        summary: `${title} ${isAbove ? "rose to" : "fell back to"} ${now}${unit}`,
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
  },
  series: {
    /** This server's own: CPU in % of a core, memory in MB, the longest delay in ms, frames a second. */
    server: series(z.number(), { keys: ["cpu", "memory", "delay", "frames"], keep: 300 }),
    /** Simulated: each vehicle's speed in km/h, ten times a second. */
    fleet: series(z.number().min(0).max(200), { keys: VEHICLES, keep: 300, step: 0.1 }),
  },
});

import { defineRoom, list, series, value } from "@alongside/core";
import * as z from "zod";

/** The graphs of the dashboard, as cursors and notes name them. */
export const GRAPHS = ["cpu", "memory", "delay", "frames", "fleet"] as const;
export type GraphName = (typeof GRAPHS)[number];

/** How many vehicles drive about. */
export const VEHICLES = 1000;

/** Where somebody points: a moment of a graph, in ms of the server's clock. */
const Spot = z.object({ graph: z.enum(GRAPHS), at: z.number() });

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
  },
  series: {
    /** This server's own: CPU in % of a core, memory in MB, the longest delay in ms, frames a second. */
    server: series(z.number(), { keys: ["cpu", "memory", "delay", "frames"], keep: 300 }),
    /** Simulated: each vehicle's speed in km/h, ten times a second. */
    fleet: series(z.number().min(0).max(200), { keys: VEHICLES, keep: 300, step: 0.1 }),
  },
});

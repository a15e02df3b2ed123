import { defineRoom, list, series } from "@alongside/core";
import * as z from "zod";

/** The figures, in the order in which they are shown. */
export const FIGURES = {
  cpu: { title: "CPU", unit: "% of a core" },
  memory: { title: "Memory", unit: "MB" },
  people: { title: "People here", unit: "" },
} as const;

export type Figure = keyof typeof FIGURES;

/** A dashboard. Page and server read this. */
export const Dashboard = defineRoom("dashboard", {
  version: 1,
  presence: {
    /** The moment at which somebody points, in ms since the epoch. */
    at: z.number().nullable(),
  },
  storage: {
    notes: list({
      /** The moment that it is about, in ms since the epoch. */
      at: z.number(),
      text: z.string().min(1).max(200),
      /** The id of the user who wrote it, and the name they had. */
      by: z.string().max(200),
      name: z.string().max(64),
    }),
  },
  series: {
    /** Nobody keeps these: of each the newest 300 seconds are in the server's memory. */
    figures: series(z.number(), {
      keys: ["cpu", "memory", "people"],
      keep: 300,
      resolution: "1s",
      step: 0.1,
    }),
  },
});

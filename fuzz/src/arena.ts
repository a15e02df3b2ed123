import {
  activities,
  counter,
  defineRoom,
  feed,
  list,
  map,
  point,
  series,
  text,
  value,
} from "@alongside/core";
import { implement } from "@alongside/server";
import { z } from "zod";

/** Keys that its series has at most. */
export const SERIES_KEYS = 30;

/** Of a post in its feeds, and of what the engine lets stand in one. */
export const POST_TEXT = 4000;
export const MENTIONS = 50;
export const EMOJI = 30;

/** The room that is attacked: a field of every kind, with a schema that refuses much. */
export const Arena = defineRoom("arena", {
  version: 1,
  presence: { cursor: point(), about: value("") },
  events: { wave: z.object({ n: z.number() }) },
  storage: {
    title: z.string().max(200).default(""),
    votes: counter(),
    shapes: list({
      at: z.object({ x: z.number(), y: z.number() }),
      kind: z.enum(["rect", "line"]).default("rect"),
      parts: list({ name: z.string().max(100) }),
    }),
    settings: map({ value: z.string() }),
    page: text(),
    secret: list({ body: z.string() }),
  },
  feeds: {
    talk: feed(z.object({ text: z.string().max(POST_TEXT) })),
    letters: feed(z.object({ text: z.string().max(POST_TEXT) })),
  },
  activity: activities({ types: ["told"] }),
  series: { load: series(z.number(), { keys: SERIES_KEYS, keep: 50, resolution: "100ms" }) },
});

/** Whoever is called `reader…` may not read `secret` and `letters`, nor the series, to which everybody may publish. */
export const arena = implement(Arena, {
  authorize(user) {
    if (!user.id.startsWith("reader")) return "write";
    const keys = ["title", "votes", "shapes", "settings", "page", "talk"];
    return { read: keys, write: keys };
  },
  publish: () => true,
});

/** The key of the server's HTTP API. */
export const API_KEY = "a-key-of-the-arena-0123456789";

/** What an app's error says to an operator and must never say to a stranger. */
export const PASSWORD = "hunter2";

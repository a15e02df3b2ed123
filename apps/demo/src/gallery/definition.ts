import { defineRoom, feed, point } from "@alongside/core";
import * as z from "zod";

/** A room of the gallery: only company, and what simulated people say to notify somebody. Shared by the page and the server. */
export const Gallery = defineRoom("gallery", {
  version: 1,
  presence: {
    /** In parts of the ground's width and height; null while it is elsewhere. */
    cursor: point({ resolution: 0.001 }),
    /** The field that somebody types in. */
    typing: z.string().max(40).nullable(),
    /** What somebody has selected. */
    selection: z.array(z.string().max(40)).max(10),
    /** How far the text of the example is scrolled, from 0 to 1, while somebody follows. */
    viewport: z.tuple([z.number().min(0).max(1)]).nullable(),
    /** The client whom somebody follows. */
    following: z.string().max(40).nullable(),
  },
  storage: {},
  feeds: { talk: feed(z.object({ text: z.string().max(200) })) },
});

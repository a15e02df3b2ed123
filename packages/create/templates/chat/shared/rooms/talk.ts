import { defineRoom, feed } from "@alongside/core";
import * as z from "zod";

/** A room in which people talk. Page and server read this. */
export const Talk = defineRoom("talk", {
  version: 1,
  presence: {
    /** In which part of the chat somebody types. */
    typing: z.string().max(400).nullable(),
  },
  storage: {
    topic: z.string().max(200).default(""),
  },
  feeds: {
    chat: feed(z.object({ text: z.string().min(1).max(4000) })),
  },
  mutations: {
    setTopic: {
      args: z.object({ topic: z.string().max(200) }),
      run(doc, { topic }) {
        doc.topic = topic.trim();
      },
    },
  },
});

import { defineRoom, feed, value } from "@alongside/core";

/** Where is posted. */
export const Talk = defineRoom("talk", {
  version: 1,
  storage: { title: value("") },
  feeds: { chat: feed(value("")) },
});

import { activities, caret, defineRoom, text } from "@alongside/core";
import * as z from "zod";
import { PAGE_WORDS } from "../page/page-words.ts";
import { talk, typing } from "../talk/message.ts";
import { inOurWords } from "../talk/said-activity.ts";

/** A file of source code. Shared by the page and the server. */
export const CodeFile = defineRoom("code", {
  version: 1,
  presence: {
    caret: caret(),
    typing,
  },
  feeds: {
    chat: talk(),
    /** Threads about words of the text. */
    comments: talk(),
  },
  activity: activities({ ofChange: ({ usual }) => inOurWords(usual) }),
  storage: {
    /** The file's name; how it ends says its language. */
    title: z.string().max(80).default(PAGE_WORDS.code.untitled),
    source: text({ maxLength: 1_000_000 }),
  },
});

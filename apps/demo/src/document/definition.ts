import { activities, caret, defineRoom, text } from "@alongside/core";
import * as z from "zod";
import { PAGE_WORDS } from "../page/page-words.ts";
import { talk, typing } from "../talk/message.ts";
import { inOurWords } from "../talk/said-activity.ts";
import { LINK, MAX_LINK } from "./link.ts";

/** A document: text with formats. Shared by the page and the server. */
export const RichDocument = defineRoom("document", {
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
    title: z.string().max(80).default(PAGE_WORDS.document.untitled),
    body: text({
      maxLength: 1_000_000,
      attributes: {
        bold: z.literal(true),
        italic: z.literal(true),
        underline: z.literal(true),
        strike: z.literal(true),
        code: z.literal(true),
        // What a link may lead to is checked for everyone: a page shows links that others made.
        link: z.string().max(MAX_LINK).regex(LINK),
        header: z.int().min(1).max(6),
        list: z.enum(["bullet", "ordered", "checked", "unchecked"]),
        indent: z.int().min(1).max(8),
        blockquote: z.literal(true),
        "code-block": z.literal(true),
      },
    }),
  },
});

import { caret, defineRoom, text } from "@alongside/core";
import * as z from "zod";
import { PAGE_WORDS } from "../page/page-words.ts";

/** A file of source code. Shared by the page and the server. */
export const CodeFile = defineRoom("code", {
  version: 1,
  presence: {
    caret: caret(),
  },
  storage: {
    /** The file's name; how it ends says its language. */
    title: z.string().max(80).default(PAGE_WORDS.code.untitled),
    source: text({ maxLength: 1_000_000 }),
  },
});

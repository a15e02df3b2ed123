import { caret, defineRoom, text } from "@alongside/core";
import * as z from "zod";

/** A file of source code. Shared by the page and the server. */
export const CodeFile = defineRoom("code", {
  version: 1,
  presence: {
    caret: caret(),
  },
  storage: {
    /** The file's name; how it ends says its language. */
    title: z.string().max(80).default("untitled.ts"),
    source: text({ maxLength: 1_000_000 }),
  },
});

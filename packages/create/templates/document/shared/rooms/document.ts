import { caret, defineRoom, text } from "@alongside/core";
import * as z from "zod";

/** A document: text with formats. Page and server read this. */
export const Document = defineRoom("document", {
  version: 1,
  presence: {
    /** Where somebody writes. */
    caret: caret(),
  },
  storage: {
    title: z.string().max(80).default("Untitled"),
    body: text({
      maxLength: 500_000,
      attributes: {
        bold: z.literal(true),
        italic: z.literal(true),
        underline: z.literal(true),
        // Checked for everyone: a page shows links that others made.
        link: z
          .string()
          .max(2000)
          .regex(/^(https?:\/\/|mailto:)/i),
        header: z.int().min(1).max(3),
        list: z.enum(["bullet", "ordered"]),
      },
    }),
    /** While it is set, the server refuses every change but taking it back. */
    isFinal: z.boolean().default(false),
  },
  mutations: {
    rename: {
      args: z.object({ title: z.string().max(80) }),
      run(doc, { title }) {
        doc.title = title.trim() || "Untitled";
      },
    },
  },
});

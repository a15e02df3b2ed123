import { defineRoom } from "@alongside/core";
import * as z from "zod";
import { PAGES } from "../page/page-words.ts";

/** What the board, the document and the code of one name have in common: the people on them. Nothing of it is kept. */
export const Place = defineRoom("place", {
  version: 1,
  presence: {
    /** Which page somebody has open. */
    page: z.enum(PAGES),
    /** Whether they are giving it another name. */
    isNaming: z.boolean(),
  },
  storage: {},
});

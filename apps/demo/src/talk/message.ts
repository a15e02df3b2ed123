import { feed } from "@alongside/core";
import * as z from "zod";
import { AttachedFile, MOST_FILES } from "./attached-file.ts";

/** What people say to each other beside a page: words, files, or both. */
export const talk = () =>
  feed(
    z
      .object({
        text: z.string().max(4000),
        files: z.array(AttachedFile).max(MOST_FILES).optional(),
      })
      .refine(({ text, files = [] }) => text !== "" || files.length > 0, "It says nothing"),
  );

/** Where somebody types: in a chat, or in one of its threads. */
export const typing = z.string().max(400).nullable();

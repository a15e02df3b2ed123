import * as z from "zod";

/** The largest file that can be attached, in bytes. */
export const MOST_BYTES = 5_000_000;

/** Files of one message at most. */
export const MOST_FILES = 6;

/** What may be attached, with how its name ends on the server. All else is not taken: no page, no script, no picture that holds one. */
export const TYPES: { readonly [type: string]: string } = {
  "image/png": "png",
  "image/jpeg": "jpg",
  "image/gif": "gif",
  "image/webp": "webp",
  "image/avif": "avif",
  "application/pdf": "pdf",
  "text/plain": "txt",
  "text/csv": "csv",
  "application/zip": "zip",
};

/** Where files are sent, and below that, read. */
export const FILES_PATH = "/files";

/** The address of a file that this server keeps, whose name nobody guesses. */
export const FILE_URL = /^\/files\/[A-Za-z0-9_-]{24}\.[a-z]{3,4}$/;

/** A file beside a message. None but those that were sent here: a message makes no page fetch anything from elsewhere. */
export const AttachedFile = z.object({
  name: z.string().min(1).max(120),
  url: z.string().regex(FILE_URL),
  type: z.enum(Object.keys(TYPES) as [string, ...string[]]),
});

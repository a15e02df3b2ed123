import type { PageName } from "../address.ts";

/** What to call a page, and what one works on there. */
export const PAGE_WORDS: {
  readonly [page in PageName]: { readonly tab: string; readonly thing: string };
} = {
  board: { tab: "Board", thing: "board" },
  document: { tab: "Document", thing: "document" },
  code: { tab: "Code", thing: "file" },
};

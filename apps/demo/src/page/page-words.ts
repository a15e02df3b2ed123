import type { PageName } from "./address.ts";

interface PageWords {
  readonly tab: string;
  readonly thing: string;
  /** The name of what nobody has named. */
  readonly untitled: string;
}

/** What to call a page, and what one works on there. */
export const PAGE_WORDS: {
  readonly [page in PageName]: PageWords;
} = {
  board: { tab: "Board", thing: "board", untitled: "Untitled board" },
  document: { tab: "Document", thing: "document", untitled: "Untitled document" },
  code: { tab: "Code", thing: "file", untitled: "untitled.ts" },
};

/** What people can work on together. Each is a page of its own. */
export const PAGES = ["board", "document", "code"] as const;
export type PageName = (typeof PAGES)[number];

interface PageWords {
  readonly tab: string;
  /** Where somebody is who has it open. */
  readonly where: string;
  readonly thing: string;
  /** The name of what nobody has named. */
  readonly untitled: string;
}

/** What to call a page, and what one works on there. */
export const PAGE_WORDS: {
  readonly [page in PageName]: PageWords;
} = {
  board: { tab: "Board", where: "on the board", thing: "board", untitled: "Untitled board" },
  document: {
    tab: "Document",
    where: "in the document",
    thing: "document",
    untitled: "Untitled document",
  },
  code: { tab: "Code", where: "in the code", thing: "file", untitled: "untitled.ts" },
};

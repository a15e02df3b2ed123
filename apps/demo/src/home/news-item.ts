/** Something that was done in a room of the home. */
export interface NewsItem {
  readonly id: string;
  /** As the home names it: `board:roadmap`. */
  readonly room: string;
  /** The id of the user. */
  readonly by: string;
  /** When it ended, in ms. */
  readonly to: number;
  /** For people: "Ann moved 12 shapes". */
  readonly words: string;
}

/** Where a page asks for them. */
export const NEWS_PATH = "/home/activity";

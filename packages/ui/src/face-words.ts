import type { PersonState } from "./person.ts";

/** What is said of people. Names come cut, and set apart where they run from right to left. */
export interface FaceWords {
  /** Whoever has no name. */
  readonly unnamed: string;
  readonly you: string;
  /** A name, of whom it is said that it is oneself. */
  readonly self: (name: string) => string;
  /** Nothing is said of who is active. */
  readonly states: { readonly [state in PersonState]: string };
  /** What stands on the badge of a program. */
  readonly agent: string;
  /** What is known of somebody, name first: the label of a face. */
  readonly about: (parts: readonly string[]) => string;
  /** What a press on a face does. `about` is the face's label. */
  readonly goTo: (about: string) => string;
  /** The label of a list of faces. */
  readonly here: (count: number) => string;
  /** What stands where faces had no room. */
  readonly more: (count: number) => string;
  /** The label of that. */
  readonly showAll: (more: number) => string;
  /** The last row of a list of hundreds. */
  readonly andMore: (count: number) => string;
}

/** English. */
export const faceWords: FaceWords = {
  unnamed: "Somebody",
  you: "you",
  self: (name) => `${name} (you)`,
  states: { active: "", idle: "idle", away: "away", quiet: "not heard of" },
  agent: "AI",
  about: (parts) => parts.join(", "),
  goTo: (about) => `Go to ${about}`,
  here: (count) => `People here: ${number(count)}`,
  more: (count) => `+${number(count)}`,
  showAll: (more) => `${people(more)} more: show everyone`,
  andMore: (count) => `and ${number(count)} more`,
};

/** A number as people write it. */
export function number(count: number): string {
  return count.toLocaleString("en");
}

/** "1 person", "3 people". */
export function people(count: number): string {
  return count === 1 ? "1 person" : `${number(count)} people`;
}

/** English, with some of it said otherwise. */
export function faceWordsOf(own: Partial<FaceWords> | undefined): FaceWords {
  return { ...faceWords, ...own };
}

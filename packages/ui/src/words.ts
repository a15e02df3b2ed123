import { type PlaceWords, placeWords } from "./place-words.ts";
import { type CompanyWords, companyWords } from "./company-words.ts";
import { type FaceWords, faceWords } from "./face-words.ts";
import { type StatusWords, statusWords } from "./status-words.ts";

/** What the kit says to people. Every part takes `words`, with some of these in another language; the rest stays English. */
export interface Words extends CompanyWords, FaceWords, PlaceWords, StatusWords {}

/**
 * All that the kit says. Another language is an object of the same form: `words: { ...english, you: "du" }`, or the parts that differ
 * alone.
 */
export const english: Words = { ...companyWords, ...faceWords, ...placeWords, ...statusWords };

/** English, with some of it said otherwise. */
export function wordsOf(own: Partial<Words> | undefined): Words {
  return own === undefined ? english : { ...english, ...own };
}

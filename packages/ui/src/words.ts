import { type FaceWords, faceWords } from "./face-words.ts";
import { type StatusWords, statusWords } from "./status-words.ts";

/** What the kit says to people. Every part takes `words`, with some of these in another language; the rest stays English. */
export interface Words extends FaceWords, StatusWords {
  /** On the flag of somebody who types, for who cannot see its dots move. */
  readonly isTyping: string;
}

export const english: Words = {
  ...faceWords,
  ...statusWords,
  isTyping: "typing",
};

/** English, with some of it said otherwise. */
export function wordsOf(own: Partial<Words> | undefined): Words {
  return own === undefined ? english : { ...english, ...own };
}

/** What the kit says to people. Every part takes `words`, with some of these in another language; the rest stays English. */
export interface Words {
  /** On the flag of somebody who types, for who cannot see its dots move. */
  readonly isTyping: string;
}

export const english: Words = {
  isTyping: "typing",
};

/** English, with some of it said otherwise. */
export function wordsOf(own: Partial<Words> | undefined): Words {
  return own === undefined ? english : { ...english, ...own };
}

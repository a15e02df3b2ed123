/** What is said of where people are. Names come cut. */
export interface PlaceWords {
  /** On the flag of somebody who types, for who cannot see its dots move. */
  readonly isTyping: string;
  /** What the buttons at the edges are, that name people out of sight. */
  readonly outOfSight: string;
  /** What such a button does. */
  readonly goThere: (names: readonly string[]) => string;
}

/** English. */
export const placeWords: PlaceWords = {
  isTyping: "typing",
  outOfSight: "People out of sight",
  goThere: (names) => `Go to ${new Intl.ListFormat("en").format(names)}`,
};

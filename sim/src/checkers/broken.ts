/** A promise was broken. The message says which, and where. */
export class Broken extends Error {
  override readonly name = "Broken";
}

/** Somebody who writes. */
export type Name = "ann" | "eve" | "bob" | "cat";

/** One letter that somebody wrote: no other is the same, so each is a word that is found wherever it is. */
export interface Word {
  readonly letter: string;
  readonly by: Name;
  /** The generation of the room that the page had as it was written. */
  readonly generation: number;
  /** Whether the page said that it is safe. */
  isSafe: boolean;
  /** Whether somebody has taken it away again, or may have. */
  isTaken: boolean;
  /** The generation of the room that somebody had who brought it back, and to whom it is by then. */
  copied: number | undefined;
}

const FIRST = 0x4e00;

/** All that was written in a world, and from which generation on what somebody wrote is to be kept. */
export class Words {
  readonly all: Word[] = [];
  readonly #kept = new Map<Name, number>();

  /** A new letter. */
  next(by: Name, generation: number): Word {
    const letter = String.fromCharCode(FIRST + this.all.length);
    const word = { letter, by, generation, isSafe: false, isTaken: false, copied: undefined };
    this.all.push(word);
    return word;
  }

  /** Somebody was erased, and the room has this generation now. */
  erased(by: Name, generation: number): void {
    this.#kept.set(by, generation);
  }

  /** Whether a word has to be nowhere. */
  isErased({ by, generation, copied = Infinity }: Word): boolean {
    const kept = this.#kept.get(by) ?? 0;
    return generation < kept && copied >= kept;
  }

  /** A word that nobody queues is on the disk: before its user was erased, or after. */
  came(word: Word): void {
    if (word.generation >= (this.#kept.get(word.by) ?? 0)) word.copied = undefined;
  }

  /** Somebody has brought words back with undo: what of that was not known to be erased is their own copy. */
  broughtBack(before: string, after: string, generation: number): void {
    const had = new Set(this.#in(before));
    for (const word of this.#in(after)) if (!had.has(word)) word.copied = generation;
  }

  /** What these letters were written as: somebody has taken them away. */
  taken(text: string): void {
    for (const word of this.#in(text)) word.isTaken = true;
  }

  /** Somebody has taken own words back. */
  takenBy(name: Name): void {
    for (const word of this.all) if (word.by === name) word.isTaken = true;
  }

  /** The words in a text that have to be nowhere. */
  erasedIn(text: string): readonly Word[] {
    return this.#in(text).filter((word) => this.isErased(word));
  }

  /** Words that were safe, are nobody's to take, and are not in a text once. */
  lostIn(text: string): readonly Word[] {
    return this.all.filter(
      (word) => word.isSafe && !word.isTaken && !this.isErased(word) && !text.includes(word.letter),
    );
  }

  /** All words in a text, each as often as it stands there. */
  #in(text: string): readonly Word[] {
    return Array.from(text).flatMap((letter) => this.all[letter.charCodeAt(0) - FIRST] ?? []);
  }

  /** Letters that stand in a text more than once, where nobody has taken them away and brought them back. */
  doubledIn(text: string): readonly Word[] {
    const words = this.#in(text);
    return words.filter((word, i) => !word.isTaken && words.indexOf(word) !== i);
  }
}

/** So many rooms are remembered; then all are forgotten, which costs a few bytes. */
const MAX_ROOMS = 1000;

/**
 * Which row of each room's open segment has which authors: a later row of the segment only says how far back that is. Never beyond
 * a segment, as those go one by one.
 */
export class OpenAuthors {
  readonly #rooms = new Map<number, Map<string, number>>();

  /** What stands in the row's column: the authors, or how many rows back they are. */
  of(room: number, row: number, authors: string): string | number {
    let rows = this.#rooms.get(room);
    if (rows === undefined) {
      if (this.#rooms.size >= MAX_ROOMS) this.forget();
      this.#rooms.set(room, (rows = new Map()));
    }
    const known = rows.get(authors);
    if (known !== undefined) return row - known;
    rows.set(authors, row);
    return authors;
  }

  /** The room's segment ends. */
  close(room: number): void {
    this.#rooms.delete(room);
  }

  /** What was noted may not be in the file. */
  forget(): void {
    this.#rooms.clear();
  }
}

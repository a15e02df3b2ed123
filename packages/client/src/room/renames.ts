/** What records are called that go on under another id, by the ids that they had. */
export class Renames extends Map<string, string> {
  /** The id that a record has now that is or was `id`. */
  of(id: string): string {
    let now = id;
    for (let next = this.get(id); next !== undefined; next = this.get(now)) now = next;
    return now;
  }
}

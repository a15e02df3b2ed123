/** Who sent a change, as far as it is checked. */
export interface ChangeAuthor {
  readonly client: string;
  readonly n: number;
  /** The first of the numbers that the change ends, where those are several. */
  readonly first?: number | undefined;
  /** Refuse the change when something it writes to is in the trash or gone. */
  readonly strict: boolean;
  /** The top-level keys the author may read, by default all: a record under another key is to them as one that does not exist. */
  readonly read?: true | readonly string[];
}

/** Whether the author may read what stands under a top-level key. */
export function mayRead({ read = true }: Pick<ChangeAuthor, "read">, key: string): boolean {
  return read === true || read.includes(key);
}

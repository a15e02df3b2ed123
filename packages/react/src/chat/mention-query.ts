/** What is being typed behind an "@", and where that stands. */
export interface MentionQuery {
  readonly from: number;
  readonly query: string;
}

/** So long may the beginning of a name be. */
const LONGEST = 32;

/** The name that is being typed at `caret`; undefined where none is. */
export function mentionAt(text: string, caret: number): MentionQuery | undefined {
  const before = text.slice(Math.max(0, caret - LONGEST - 1), caret);
  const found = /(?:^|\s)@([^\s@]*)$/.exec(before);
  const query = found?.[1];
  return query === undefined ? undefined : { from: caret - query.length - 1, query };
}

/** Those whose name, or a word of it, begins so. */
export function matching<U extends { readonly name: string }>(
  users: readonly U[],
  query: string,
): readonly U[] {
  const wanted = query.toLocaleLowerCase();
  return users.filter(({ name }) =>
    [name, ...name.split(/\s+/)].some((word) => word.toLocaleLowerCase().startsWith(wanted)),
  );
}

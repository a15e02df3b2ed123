/** Parts of the repository that the paths in a document name: `core/src/model/op.ts`, or a link to another document. */
export interface Named {
  /** Files in backticks, by the end of their path: `room/people.ts`. */
  readonly files: readonly string[];
  /** Where links lead, relative to the document. */
  readonly links: readonly string[];
}

/** The files and links that a document in Markdown names. */
export function namedIn(markdown: string): Named {
  const files = Array.from(
    markdown.matchAll(/(?<![\w./*-])[A-Za-z][\w.-]*\/(?:[\w.-]+\/)*[\w.-]+\.tsx?(?![\w*])/g),
    ([name]) => name,
  );
  const links = Array.from(
    markdown.matchAll(/\]\(([^)\s#]+)(?:#[^)\s]*)?\)/g),
    ([, link]) => link as string,
  ).filter((link) => !/^[a-z]+:/.test(link));
  return { files: [...new Set(files)], links: [...new Set(links)] };
}

/** Whether one of `paths` ends in `name`; in a document `src` may be left out. */
export function isThere(name: string, paths: readonly string[]): boolean {
  const short = (path: string): string => path.replaceAll("src/", "");
  return paths.some(
    (path) => `/${path}`.endsWith(`/${name}`) || `/${short(path)}`.endsWith(`/${short(name)}`),
  );
}

/** Parts of the repository that the paths in a document name: `core/src/model/op.ts`, or a link to another document. */
export interface Named {
  /** Files in backticks, by the end of their path: `room/people.ts`. */
  readonly files: readonly string[];
  /** Where links lead, relative to the document. */
  readonly links: readonly string[];
  /** Places within documents that links lead to: `errors.md#auth.failed`, `#disk`. */
  readonly places: readonly string[];
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
  const places = Array.from(
    markdown.matchAll(/\]\(([^)\s#:]*#[^)\s]+)\)/g),
    ([, place]) => place as string,
  );
  return { files: [...new Set(files)], links: [...new Set(links)], places: [...new Set(places)] };
}

/** The names of places in a document, as GitHub gives them: headings in small letters, and anchors. */
export function placesIn(markdown: string): ReadonlySet<string> {
  const places = new Set<string>();
  for (const [, heading = ""] of markdown.matchAll(/^#+ (.+)$/gm))
    places.add(
      heading
        .toLowerCase()
        .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1")
        .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
        .replaceAll(" ", "-"),
    );
  for (const [, id = ""] of markdown.matchAll(/<a id="([^"]+)">/g)) places.add(id);
  return places;
}

/** Whether one of `paths` ends in `name`; in a document `src` may be left out. */
export function isThere(name: string, paths: readonly string[]): boolean {
  const short = (path: string): string => path.replaceAll("src/", "");
  return paths.some(
    (path) => `/${path}`.endsWith(`/${name}`) || `/${short(path)}`.endsWith(`/${short(name)}`),
  );
}

/** What the worker keeps of a build, filled in by it (`build/offline.ts`). */
export interface KeptFiles {
  /** Changes with any of the files. */
  readonly version: string;
  /** The pages by their paths, of which there is always a newer one where there is a network: `/`, `/document`. */
  readonly pages: readonly string[];
  /** All else: each has a hash of what it holds in its name. */
  readonly hashed: readonly string[];
}

/** The folder of the files with a hash in their names. */
export const HASHED = "/assets/";

/** What the worker tells the pages that it stands for: those whose own scripts are not among the files are older than it. */
export interface KeptMessage {
  readonly kept: readonly string[];
}

/** What a page sends the worker, to be told that. */
export const ASK = "kept?";

type Asked = Pick<Request, "method" | "mode" | "url">;

/**
 * How a request is answered: `page` from the network while that is quick, else as it was kept; `file` as it was kept. Undefined for
 * what is the server's or the browser's own business, which the worker does not touch: `/live`, `/healthz`, other programs.
 */
export function wayOf(
  { method, mode, url }: Asked,
  origin: string,
  { pages }: Pick<KeptFiles, "pages">,
):
  | { readonly way: "page"; readonly path: string }
  | { readonly way: "file"; readonly path: string }
  | undefined {
  const { origin: asked, pathname } = new URL(url);
  if (method !== "GET" || asked !== origin) return undefined;
  if (mode === "navigate") {
    const path = `/${pathname.replaceAll("/", "")}`;
    return pages.includes(path) ? { way: "page", path } : undefined;
  }
  // Those of an earlier build too, which an open page may still want: a name stands for what the file holds.
  return pathname.startsWith(HASHED) ? { way: "file", path: pathname } : undefined;
}

import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import type { Plugin, Rolldown } from "vite";
import { DASHBOARD, GALLERY } from "../src/page/address.ts";
import { PAGES, type PageName } from "../src/page/page-words.ts";

/** Which module a page is. */
const MODULES: { readonly [page in PageName]: string } = {
  board: "/BoardPage.tsx",
  document: "/DocumentPage.tsx",
  code: "/CodePage.tsx",
};

/** `/` is the home, and with a room behind the `#`, which no server sees, a board: its HTML holds both, and says early which it is. */
const WHICH =
  '<script>document.documentElement.dataset.page=/^#[A-Za-z0-9_.:-]{1,128}$/.test(location.hash)||location.pathname!=="/"?"board":"home"</script>';

/** Where the HTML says that a page's skeleton goes. */
const PLACE = '<div id="app"></div>';

/**
 * Gives each page HTML of its own: with what it looks like before any script, with the styles for that, and with all files that it
 * needs, so that a browser asks for them in one go. In development there is one HTML, and no skeleton.
 */
export function pages(): Plugin {
  return {
    name: "pages",
    apply: "build",
    enforce: "post",
    async generateBundle(_options, bundle) {
      // Only a build needs it: whoever reads the configuration may not know JSX.
      const { Skeleton } = await import("../src/page/Skeleton.tsx");
      const { HomeSkeleton } = await import("../src/home/HomeSkeleton.tsx");
      const homeAndBoard = [createElement(HomeSkeleton), createElement(Skeleton, { page: "board" })]
        .map((skeleton) => renderToStaticMarkup(skeleton))
        .join("");
      const filled = (page: PageName): string =>
        PLACE.replace("><", () => `>${renderToStaticMarkup(createElement(Skeleton, { page }))}<`);
      const html = bundle["index.html"];
      if (html?.type !== "asset") throw new Error("The build has no index.html");
      const template = withStyles(String(html.source), bundle);
      for (const [name, module] of [
        [GALLERY, "/GalleryPage.tsx"],
        [DASHBOARD, "/DashboardPage.tsx"],
      ] as const) {
        const chunks = chunksOf(module, bundle);
        this.emitFile({
          type: "asset",
          fileName: `${name}.html`,
          source: template
            .replace("</head>", () => `${preloads(chunks)}</head>`)
            .replace(PLACE, () => `${PLACE}${links(chunks)}`),
        });
      }
      const homes = chunksOf("/HomePage.tsx", bundle);
      for (const page of PAGES) {
        const chunks = chunksOf(MODULES[page], bundle);
        if (page === "board") {
          html.source = template
            .replace(
              "</head>",
              () => `${WHICH}${preloadsOf({ home: homes, board: chunks })}</head>`,
            )
            .replace(PLACE, () => {
              const both = PLACE.replace("><", () => `>${homeAndBoard}<`);
              return `${both}${links([...new Set([...homes, ...chunks])])}`;
            });
          continue;
        }
        const source = template
          .replace("</head>", () => `${preloads(chunks)}</head>`)
          .replace(PLACE, () => `${filled(page)}${links(chunks)}`);
        this.emitFile({ type: "asset", fileName: `${page}.html`, source });
      }
    },
  };
}

/** Puts the styles that every page needs into the HTML itself: the skeleton is painted as soon as it is there. */
function withStyles(html: string, bundle: Rolldown.OutputBundle): string {
  const link = /<link rel="stylesheet"[^>]* href="\/([^"]+)">/;
  const name = link.exec(html)?.[1] ?? "";
  const sheet = bundle[name];
  if (sheet?.type !== "asset" || !html.includes(PLACE))
    throw new Error(`index.html should have one stylesheet and ${PLACE}`);
  // Code that is loaded later asks for the sheet too, where no link has it yet. One that is disabled is not fetched.
  const there = `<link rel="stylesheet" href="/${name}" disabled>`;
  return html.replace(link, () => `<style>${String(sheet.source).trim()}</style>${there}`);
}

/** What the client loads with its first room, so that no page has to wait for it then. */
const WITH_ROOMS = "device";

/** A page's chunk, and all that it imports, its own first. */
function chunksOf(module: string, bundle: Rolldown.OutputBundle): readonly Rolldown.OutputChunk[] {
  const found = new Map<string, Rolldown.OutputChunk>();
  const add = (name: string): void => {
    const chunk = bundle[name];
    if (chunk?.type !== "chunk" || found.has(name)) return;
    found.set(name, chunk);
    for (const other of chunk.imports) add(other);
    for (const other of chunk.dynamicImports)
      if (bundle[other]?.type === "chunk" && bundle[other].name === WITH_ROOMS) add(other);
  };
  for (const [name, chunk] of Object.entries(bundle))
    if (chunk.type === "chunk" && chunk.facadeModuleId?.endsWith(module)) add(name);
  if (found.size === 0) throw new Error(`The build has no chunk for ${module}`);
  return [...found.values()];
}

/** Chunks that the entry imports are there twice then, which costs nothing. */
function preloads(chunks: readonly Rolldown.OutputChunk[]): string {
  return chunks
    .filter(({ isEntry }) => !isEntry)
    .map(({ fileName }) => `<link rel="modulepreload" crossorigin href="/${fileName}">`)
    .join("");
}

/** The same, where a script has said which of two pages it is. */
function preloadsOf(both: { readonly [page: string]: readonly Rolldown.OutputChunk[] }): string {
  const files = Object.fromEntries(
    Object.entries(both).map(([page, chunks]) => [
      page,
      chunks.flatMap(({ isEntry, fileName }) => (isEntry ? [] : `/${fileName}`)),
    ]),
  );
  const load =
    'document.head.append(Object.assign(document.createElement("link"),{rel:"modulepreload",crossOrigin:"",href}))';
  return `<script>for(const href of ${JSON.stringify(files)}[document.documentElement.dataset.page])${load}</script>`;
}

/** A page's own styles, after the skeleton, which does not wait for them. Scripts do. */
function links(chunks: readonly Rolldown.OutputChunk[]): string {
  return chunks
    .filter(({ isEntry }) => !isEntry)
    .flatMap(({ viteMetadata }) => [...(viteMetadata?.importedCss ?? [])])
    .map((name) => `<link rel="stylesheet" crossorigin href="/${name}">`)
    .join("");
}

import { readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";

const root = join(import.meta.dirname, "../..");
const INDEX = "docs/README.md";
const LINK = /\]\((?![a-z]+:|#)([^)\s#]+)(#[^)\s]*)?\)/g;

/** What stands at the top of both: in few words what this is, and how not to go wrong. */
const TOP = readFileSync(join(import.meta.dirname, "top.md"), "utf8").trim();

/** `llms.txt`: what there is to read, from the index of the documentation. */
export function llmsText(): string {
  const [, ...sections] = fromRoot(readFileSync(join(root, INDEX), "utf8"), "docs").split("\n## ");
  return [TOP, ...sections.map((section) => `## ${section.trim()}`), ""].join("\n\n");
}

/** `llms-full.txt`: all guides, in the order of the index. */
export function llmsFullText(): string {
  const index = readFileSync(join(root, INDEX), "utf8");
  const guides = Array.from(
    index.matchAll(/\]\((guides\/[^)]+\.md)\)/g),
    ([, path = ""]) => `docs/${path}`,
  );
  const pages = guides.map((path) => {
    const page = fromRoot(readFileSync(join(root, path), "utf8"), dirname(path));
    return `<!-- ${path} -->\n\n${page.trim()}`;
  });
  return [TOP, ...pages, ""].join("\n\n");
}

/** Links lead from the root of the repository. */
function fromRoot(markdown: string, folder: string): string {
  return markdown.replaceAll(LINK, (_, path: string, place: string | undefined) => {
    const from = posix.join(folder, path);
    return `](${from}${place ?? ""})`;
  });
}

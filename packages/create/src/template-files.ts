import { readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** Files by their path, with `/` between folders. */
export type Files = ReadonlyMap<string, string>;

const ROOT = fileURLToPath(new URL("../templates", import.meta.url));

/** npm packs no file of these names, so templates have them with `_` in front. */
const RENAMED = new Map([
  ["_gitignore", ".gitignore"],
  ["_dockerignore", ".dockerignore"],
  ["_oxlintrc.json", ".oxlintrc.json"],
]);

/** The files of a layer of the templates, `board/shared`; none where there is no such layer. */
export function filesOfLayer(layer: string): Files {
  const folder = join(ROOT, layer);
  const files = new Map<string, string>();
  let entries;
  try {
    entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return files;
    throw error;
  }
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const within = entry.parentPath
      .slice(folder.length + 1)
      .split(sep)
      .join("/");
    const name = RENAMED.get(entry.name) ?? entry.name;
    files.set(within === "" ? name : `${within}/${name}`, readFileSync(path, "utf8"));
  }
  return files;
}

/** What a template says of itself, in its `meta.json`. */
export interface TemplateMeta {
  /** One sentence. */
  readonly about: string;
  /** What is in its own files: path and a few words. */
  readonly places: Readonly<Record<string, string>>;
  /** The name of its definition: rooms are `board:home`. */
  readonly room: string;
  readonly features: readonly string[];
  /** What its people do while it is measured, for `alongside report`. @default They write to a room that only the report has. */
  readonly measured?: { readonly mutation: string; readonly args: unknown };
}

export function metaOf(template: string): TemplateMeta {
  return JSON.parse(readFileSync(join(ROOT, template, "meta.json"), "utf8")) as TemplateMeta;
}

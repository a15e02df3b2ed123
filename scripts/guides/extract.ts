import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";

import { type Files, filesOf, modulesOf } from "./blocks.ts";

const root = join(import.meta.dirname, "../..");
const guides = join(root, "docs/guides");
/** What git and the checks pass over, and the nearest settings for it are those of all tests. */
const made = join(root, "dist/guides");

/** The packages that a stage stands in for while a guide is run. */
const STAGED = /(?<= from )"@alongside\/(client|react|server)"/g;

/** The names of all guides. */
export function guideNames(): readonly string[] {
  return readdirSync(guides)
    .filter((name) => name.endsWith(".md"))
    .map((name) => name.slice(0, -".md".length));
}

/** The files of a guide. */
export function filesOfGuide(name: string): Files {
  return filesOf(readFileSync(join(guides, `${name}.md`), "utf8"));
}

/**
 * Writes the blocks of all guides, and of the packages' READMEs with what their readers bring, as a program for the compiler. Returns the path of
 * its settings.
 */
export function writeProgram(): string {
  const folder = join(made, "check");
  rmSync(folder, { recursive: true, force: true });
  for (const name of guideNames()) writeFiles(join(folder, name), filesOfGuide(name));
  for (const path of globSync("packages/*/README.md", { cwd: root })) {
    const name = basename(dirname(path));
    const files = modulesOf(readFileSync(join(root, path), "utf8"));
    // In a folder, as what they import may be beside that.
    writeFiles(join(folder, "readmes", name, "src"), files);
    const brought = join(import.meta.dirname, "readmes", name);
    if (existsSync(brought)) cpSync(brought, join(folder, "readmes", name), { recursive: true });
  }
  return writeSettings(folder);
}

/** Writes the blocks of a guide to be run, on the stage. Returns the folder. */
export function writeRun(name: string): string {
  const folder = join(made, "run", name);
  rmSync(folder, { recursive: true, force: true });
  const stage = (_: string, which: string): string =>
    JSON.stringify(join(import.meta.dirname, `stage/${which}.ts`));
  const staged = Array.from(
    filesOfGuide(name),
    // Tests end what they began by themselves.
    ([path, code]) =>
      [path, path.includes(".test.") ? code : code.replaceAll(STAGED, stage)] as const,
  );
  writeFiles(folder, new Map(staged));
  writeSettings(folder);
  return folder;
}

function writeFiles(folder: string, files: Files): void {
  for (const [path, code] of files) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, code);
  }
}

function writeSettings(folder: string): string {
  const path = join(folder, "tsconfig.json");
  const settings = {
    extends: join(root, "tsconfig.check.json"),
    compilerOptions: {
      incremental: false,
      tsBuildInfoFile: null,
      // `npm test` has built the packages: their declarations are read in a third of the time that their sources take.
      ...(process.env["npm_lifecycle_event"] === "test" && { customConditions: [] }),
    },
    include: ["."],
    exclude: [],
  };
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, JSON.stringify(settings));
  return path;
}

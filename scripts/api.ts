// `npm run api`: the reference of what the packages export, from their docstrings, as Markdown in docs/api, which git passes over.
import { execFileSync } from "node:child_process";
import { existsSync, globSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { entrancesOf } from "./exports/entrances.ts";
import { npm } from "./npm.ts";

const root = join(import.meta.dirname, "..");
const folder = join(import.meta.dirname, "api");
const INSTALL_MS = 120_000;

if (!existsSync(join(folder, "node_modules/typedoc")))
  await npm(
    "npm ci of TypeDoc, which needs the npm registry,",
    folder,
    INSTALL_MS,
    "ci",
    "--no-audit",
    "--no-fund",
  );

// What is for the packages alone changes with them: `/engine` is not for apps.
const entrances = globSync("packages/*/package.json", { cwd: root })
  .toSorted()
  .flatMap((manifest) => entrancesOf(manifest))
  .filter((path) => !path.endsWith("core/src/engine.ts"));

const made = join(root, "dist/api");
mkdirSync(made, { recursive: true });
const settings = join(made, "tsconfig.json");
writeFileSync(
  settings,
  JSON.stringify({
    extends: join(root, "tsconfig.check.json"),
    compilerOptions: { incremental: false, tsBuildInfoFile: null, rootDir: root },
    files: entrances,
    include: [],
  }),
);
const options = join(made, "typedoc.json");
writeFileSync(
  options,
  JSON.stringify({
    plugin: ["typedoc-plugin-markdown", join(folder, "names.js")],
    entryPoints: entrances,
    tsconfig: settings,
    basePath: root,
    out: join(root, "docs/api"),
    readme: "none",
    name: "Alongside",
    router: "module",
    excludePrivate: true,
    excludeInternal: true,
    disableSources: true,
    // Types are checked by their own compiler.
    skipErrorChecking: true,
    treatWarningsAsErrors: true,
    validation: { notExported: false, invalidLink: true },
  }),
);
execFileSync(
  process.execPath,
  [join(folder, "node_modules/typedoc/bin/typedoc"), "--options", options],
  {
    cwd: folder,
    stdio: "inherit",
  },
);
const { length } = globSync("docs/api/**/*.md", { cwd: root });
console.log(`${length} pages for ${entrances.length} entrances, from docs/api/README.md on`);

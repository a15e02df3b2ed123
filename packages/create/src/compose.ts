import type { Framework, Template } from "./command.ts";
import type { PackageManager } from "./environment.ts";
import { mergedPackage, type PackagePart } from "./package-json.ts";
import { placesOf } from "./places.ts";
import { type Files, filesOfLayer, metaOf } from "./template-files.ts";

/** An app to make. */
export interface App {
  readonly name: string;
  readonly template: Template;
  readonly framework: Framework;
  readonly pm: PackageManager;
  /** The version or place of a package of Alongside. */
  readonly versionOf: (name: string) => string;
}

/** The layers of a framework, a later one over an earlier one. A template has one more for what is the same in all, and one for each way to show it. */
const LAYERS: { readonly [F in Framework]: readonly string[] } = {
  react: ["vite", "react", "vite-react"],
  vanilla: ["vite", "vanilla"],
  next: ["react", "next"],
};

const LOCKED_INSTALL: { readonly [P in PackageManager]: string } = {
  npm: "npm ci",
  pnpm: "corepack enable && pnpm install --frozen-lockfile",
  yarn: "corepack enable && yarn install --immutable",
  bun: "npm install -g bun && bun install --frozen-lockfile",
};

/** The name that stands in the templates for the app's. */
const NAME = /my-app/g;
const PACKAGE = "_package.json";

/** Every file of an app, by its path. */
export function compose(app: App): Files {
  const { template, framework, pm } = app;
  const shown = framework === "next" ? "react" : framework;
  const layers = ["base", ...LAYERS[framework], `${template}/shared`, `${template}/${shown}`];
  if (framework === "next") layers.push(`${template}/next`);
  const files = new Map<string, string>();
  const parts: PackagePart[] = [];
  for (const layer of layers)
    for (const [path, text] of filesOfLayer(layer)) {
      if (path === PACKAGE) parts.push(JSON.parse(text) as PackagePart);
      else files.set(path, text);
    }
  const words = wordsOf(app, files);
  const done = new Map<string, string>();
  for (const [path, text] of files)
    done.set(path.replace(NAME, app.name), fill(text, words).replace(NAME, app.name));
  const about = mergedPackage(parts, app.versionOf);
  const json = JSON.stringify({ ...about, name: app.name }, null, 2);
  done.set("package.json", `${json}\n`);
  // Node itself runs the server, and finds packages in node_modules alone.
  if (pm === "yarn") done.set(".yarnrc.yml", "nodeLinker: node-modules\n");
  if (pm !== "npm")
    for (const [path, text] of done)
      done.set(
        path,
        text.replace(/\bnpm run (?=[a-z])/g, `${pm} run `).replace(/\bnpx /g, `${EXEC[pm]} `),
      );
  return new Map([...done].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

const EXEC: { readonly [P in PackageManager]: string } = {
  npm: "npx",
  pnpm: "pnpm exec",
  yarn: "yarn",
  bun: "bunx",
};

function wordsOf({ template, framework, pm }: App, files: Files): Readonly<Record<string, string>> {
  const meta = metaOf(template);
  const command =
    framework === "next"
      ? ["node", "server/main.ts"]
      : ["node", "--disable-warning=ExperimentalWarning", "server/main.ts"];
  return {
    about: meta.about,
    places: placesOf([...files.keys()], meta.places),
    pageFolder: framework === "next" ? "`app/`, `src/`" : "`src/`",
    dockerInstall: LOCKED_INSTALL[pm],
    startCommand: JSON.stringify(command),
    unitStart: ["/usr/bin/env", ...command].join(" "),
  };
}

function fill(text: string, words: Readonly<Record<string, string>>): string {
  return text.replace(/\{\{(\w+)\}\}/g, (_, word: string) => {
    const found = words[word];
    if (found === undefined) throw new Error(`A template names {{${word}}}, which nothing fills`);
    return found;
  });
}

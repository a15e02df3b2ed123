import { expect, test } from "vitest";
import { FRAMEWORKS, TEMPLATES } from "../src/command.ts";
import { compose } from "../src/compose.ts";
import { metaOf } from "../src/template-files.ts";

const CASES = TEMPLATES.flatMap((template) =>
  FRAMEWORKS.map((framework) => ({ template, framework })),
);

function made({ template, framework }: (typeof CASES)[number]) {
  return compose({ name: "our-app", template, framework, pm: "npm", versionOf: () => "^1.2.3" });
}

interface Package {
  readonly name: string;
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

test.each(CASES)("[R2020] $template in $framework has every part of an app", (one) => {
  const files = made(one);
  const paths = [...files.keys()];
  for (const path of ["AGENTS.md", "Dockerfile", "README.md", "server/rules.ts", "server/main.ts"])
    expect(paths).toContain(path);
  for (const folder of ["rooms/", "tests/", "e2e/", "deploy/"])
    expect(paths.some((path) => path.startsWith(folder))).toBe(true);
  const { scripts } = JSON.parse(files.get("package.json") ?? "") as Package;
  expect(Object.keys(scripts)).toEqual([
    "dev",
    "build",
    "start",
    "lint",
    "types",
    "test",
    "smoke",
    "report",
  ]);
  expect(files.get("Dockerfile")).toContain("HOST=0.0.0.0");
  for (const path of Object.keys(metaOf(one.template).places)) expect(paths).toContain(path);
});

test.each(CASES)(
  "[R2020] $template in $framework holds no word that was to be filled in",
  (one) => {
    for (const [path, text] of made(one)) {
      expect(path).not.toMatch(/my-app|(^|\/)_|meta\.json/);
      expect(text).not.toMatch(/\{\{\w|my-app/);
    }
  },
);

test.each(CASES)(
  "[R2020] $template in $framework imports what it has, and depends on no more",
  (one) => {
    const files = made(one);
    const { dependencies, devDependencies } = JSON.parse(
      files.get("package.json") ?? "",
    ) as Package;
    const { own, packages } = importsOf(files);
    expect(own.filter((path) => !files.has(path))).toEqual([]);
    const known = new Set([...Object.keys(dependencies), ...Object.keys(devDependencies)]);
    expect([...packages].filter((name) => !known.has(name))).toEqual([]);
    const idle = Object.keys(dependencies).filter((name) => !packages.has(name));
    expect(idle.filter((name) => !PEERS.has(name))).toEqual([]);
  },
);

test("[R2017] yarn puts packages where Node finds them", () => {
  const app = { name: "our-app", template: "bare", framework: "react" } as const;
  const files = compose({ ...app, pm: "yarn", versionOf: () => "^1.2.3" });
  expect(files.get(".yarnrc.yml")).toBe("nodeLinker: node-modules\n");
  expect(files.get("README.md")).toContain("yarn run dev");
  expect(files.get("README.md")).toContain("`yarn alongside backup FILE`");
});

/** What other packages ask for. */
const PEERS = new Set(["@alongside/editors", "react-dom"]);

/** What all files import: files, by their paths, and packages. */
function importsOf(files: ReadonlyMap<string, string>) {
  const own: string[] = [];
  const packages = new Set<string>();
  for (const [path, text] of files) {
    if (!/\.tsx?$/.test(path)) continue;
    for (const [, from = ""] of text.matchAll(/(?:from|import) "([^"]+)"/g)) {
      if (from.startsWith(".")) own.push(new URL(from, `file:///${path}`).pathname.slice(1));
      else if (!from.startsWith("node:"))
        packages.add(
          from
            .split("/")
            .slice(0, from.startsWith("@") ? 2 : 1)
            .join("/"),
        );
    }
  }
  return { own, packages };
}

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Problem, problemOf } from "../problem.ts";

/** An app that is there already. */
export interface KnownApp {
  readonly kind: "vite" | "next" | "express";
  readonly hasReact: boolean;
  readonly isTypeScript: boolean;
  /** Whether its `.js` files are modules. */
  readonly isModule: boolean;
  /** Whether it has its sources in `src`. */
  readonly hasSrc: boolean;
  /** package.json, as it is written. */
  readonly text: string;
}

interface Package {
  readonly type?: unknown;
  readonly dependencies?: Readonly<Record<string, unknown>>;
  readonly devDependencies?: Readonly<Record<string, unknown>>;
}

/** Looks at the app in a folder. Throws `Problem` where there is none, or one of another kind. */
export function knownApp(folder: string, shown: string): KnownApp {
  const text = packageIn(folder, shown);
  const { type, dependencies, devDependencies } = parsed(text, shown);
  const all = new Set([...Object.keys(dependencies ?? {}), ...Object.keys(devDependencies ?? {})]);
  // Next before Vite, which tests of a Next app may use.
  const kind = (["next", "vite", "express"] as const).find((name) => all.has(name));
  if (kind === undefined)
    throw new Problem(
      `${shown} is no app of Vite, Next or Express: its package.json names none of them`,
    );
  return {
    kind,
    hasReact: all.has("react"),
    isTypeScript: all.has("typescript") || existsSync(join(folder, "tsconfig.json")),
    isModule: type === "module",
    hasSrc: existsSync(join(folder, "src")),
    text,
  };
}

function packageIn(folder: string, shown: string): string {
  try {
    return readFileSync(join(folder, "package.json"), "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT")
      throw new Problem(
        `There is no package.json in ${shown}: --add is for an app that is there already`,
      );
    throw problemOf(error, shown);
  }
}

function parsed(text: string, shown: string): Package {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new Problem(`The package.json in ${shown} is no JSON object`);
  return value;
}

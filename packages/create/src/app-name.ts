import { basename } from "node:path";
import { usage } from "./problem.ts";

/** Names that npm refuses though they look like names. */
const TAKEN = new Set(["node_modules", "favicon.ico", "package.json"]);
const LONGEST = 100;

/**
 * The name of the app in a folder, for package.json, units and images: `my-app`. Letters that none of these takes become `-`. Throws
 * `Problem` where nothing is left of it.
 */
export function appName(folder: string): string {
  const given = basename(folder);
  const name = given
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, "-")
    .replace(/^[._-]+|[._-]+$/g, "")
    .slice(0, LONGEST);
  if (name === "" || TAKEN.has(name) || hasControls(given))
    throw usage(
      `"${printable(given)}" cannot be the name of an app: take letters, digits and dashes`,
    );
  return name;
}

function hasControls(text: string): boolean {
  return text !== printable(text);
}

function printable(text: string): string {
  return text.replace(/\p{C}/gu, "?");
}

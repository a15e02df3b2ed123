import type { Added } from "./files.ts";

type Texts = Record<string, string>;
type Manifest = Record<string, unknown>;

/** package.json with what is added, written as npm writes it. */
export function withAdded(text: string, added: Added, versionOf: (name: string) => string): string {
  const manifest = JSON.parse(text) as Manifest;
  const all = Object.entries((manifest["dependencies"] as Texts | undefined) ?? {});
  for (const name of added.packages.map((one) => `@alongside/${one}`)) {
    // Where npm would have it; what stands otherwise stays so.
    const next = all.findIndex(([other]) => other > name);
    all.splice(next < 0 ? all.length : next, 0, [name, versionOf(name)]);
  }
  manifest["dependencies"] = Object.fromEntries(all);
  if (Object.keys(added.scripts).length > 0)
    manifest["scripts"] = { ...(manifest["scripts"] as Texts | undefined), ...added.scripts };
  return written(manifest, text);
}

/** package.json without it. */
export function withoutAdded(text: string, added: Added): string {
  const manifest = JSON.parse(text) as Manifest;
  take(
    manifest,
    "dependencies",
    added.packages.map((name) => `@alongside/${name}`),
  );
  take(manifest, "scripts", Object.keys(added.scripts));
  return written(manifest, text);
}

function take(manifest: Manifest, key: string, names: readonly string[]): void {
  const all = manifest[key] as Texts | undefined;
  if (all === undefined) return;
  const left = Object.entries(all).filter(([name]) => !names.includes(name));
  if (left.length > 0) manifest[key] = Object.fromEntries(left);
  else delete manifest[key];
}

/** With the indent that it had. */
function written(manifest: Manifest, before: string): string {
  const indent = /^[{\s]*\n([ \t]+)"/.exec(before)?.[1] ?? "  ";
  return `${JSON.stringify(manifest, null, indent)}${before.endsWith("\n") ? "\n" : ""}`;
}

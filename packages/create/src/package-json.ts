/** What a layer says of package.json: fields, some of which are objects of texts. */
export type PackagePart = Readonly<Record<string, unknown>>;

/** The version that stands for the packages of Alongside. */
export const ALONGSIDE = "alongside";

type Texts = Readonly<Record<string, string>>;

/** In which order scripts stand. */
const SCRIPTS = ["dev", "build", "start", "lint", "types", "test", "smoke", "report"];

/**
 * One package.json of all layers, a later one over an earlier one. `versionOf` says what stands for a package of Alongside. Dependencies are sorted as
 * npm sorts them.
 */
export function mergedPackage(
  parts: readonly PackagePart[],
  versionOf: (name: string) => string,
): PackagePart {
  const all: Record<string, unknown> = {};
  for (const part of parts)
    for (const [key, value] of Object.entries(part))
      all[key] = isTexts(value) && isTexts(all[key]) ? { ...all[key], ...value } : value;
  for (const key of ["dependencies", "devDependencies"]) {
    const given = all[key] as Texts;
    all[key] = Object.fromEntries(
      Object.entries(given)
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, version]) => [name, version === ALONGSIDE ? versionOf(name) : version]),
    );
  }
  const scripts = Object.entries(all["scripts"] as Texts);
  all["scripts"] = Object.fromEntries(
    scripts.toSorted(([a], [b]) => SCRIPTS.indexOf(a) - SCRIPTS.indexOf(b)),
  );
  return all;
}

function isTexts(value: unknown): value is Texts {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The versions of Node that are enough, as in `engines` of package.json: the first of each line with `server.shouldUpgradeCallback`. */
const RANGE = "^22.21 || >=24.9";

/** Says what is missing where this runs; undefined where nothing is. Bun and Deno give the version of Node that they stand for. */
export function whatIsMissing(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const isEnough = major > 24 || (major === 24 && minor >= 9) || (major === 22 && minor >= 21);
  if (isEnough) return undefined;
  return `@alongside/server needs Node ${RANGE}, and this is ${version}. The client packages run on Node 20 too`;
}

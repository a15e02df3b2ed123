/** Says in one line what is missing where this Node cannot run the server that an app gets; undefined where it can. */
export function whatIsMissing(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const isEnough = major > 24 || (major === 24 && minor >= 9) || (major === 22 && minor >= 21);
  return isEnough
    ? undefined
    : `Node 22.21 or later of 22, or 24.9 and later, is needed, and this is ${version}`;
}

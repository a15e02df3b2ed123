interface Plain {
  readonly [field: string]: unknown;
}

export function isPlainObject(value: unknown): value is Plain {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isPromise(value: unknown): boolean {
  return isPlainObject(value) && typeof value["then"] === "function";
}

/** The error of JSON that is something else than what the definition has there. */
export function wrongJson(path: string, needed: string, given: unknown): TypeError {
  return new TypeError(`${path} should be ${needed}, got ${nameOf(given)}`);
}

function nameOf(given: unknown): string {
  if (given === null) return "null";
  if (Array.isArray(given)) return "an array";
  if (isPromise(given)) return "a promise (is an `await` missing?)";
  return typeof given === "object" ? "an object" : typeof given;
}

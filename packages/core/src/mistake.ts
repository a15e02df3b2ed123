/** How much of a wrong text is shown. */
const MAX_SHOWN = 40;

/**
 * The error of a call that cannot be meant: what was given, what is needed, and where that is described. `call` is a row of the
 * calls in docs/errors.md.
 */
export function mistake(call: string, what: string, wanted: string, given: unknown): TypeError {
  return misused(call, `${what} should be ${wanted}`, given);
}

/** The same, where a page's build may have left the words away. */
export function misused(call: string, should: string | undefined, given: unknown): TypeError {
  const words = should && `${call}: ${should}, got ${shown(given)} (docs/errors.md#${call})`;
  return new TypeError(said(call, words, given));
}

/** The words; where a page's build has left them away, the call, what was given, and where that is described. */
export function said(call: string, words: string | undefined, given?: unknown): string {
  return words ?? `${call}: got ${shown(given)} (docs/errors.md#${call})`;
}

/** What a person needs to see of a wrong value. Of an object only the names: what they hold may be a secret. */
export function shown(value: unknown): string {
  if (typeof value === "string") {
    const isLong = value.length > MAX_SHOWN;
    return JSON.stringify(isLong ? `${value.slice(0, MAX_SHOWN)}…`.toWellFormed() : value);
  }
  if (typeof value === "function") return `a function ${value.name}`.trimEnd();
  if (typeof value !== "object" || value === null) return String(value);
  if (Array.isArray(value)) return value.length === 0 ? "[]" : `an array of ${value.length}`;
  const names = Object.keys(value).slice(0, 5).join(", ");
  return names === "" ? "an object without fields" : `an object with ${names}`;
}

/** Whether this is an object whose fields can be looked at. */
export function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The same, for what has a type already that it keeps. */
export function isObject(value: unknown): boolean {
  return isFields(value);
}
